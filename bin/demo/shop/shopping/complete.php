<?php
// ご注文の完了
require __DIR__ . '/../lib/bootstrap.php';

Template::show('header', ['title' => 'ご注文ありがとうございました']);
Template::show('complete');
Template::show('footer');
