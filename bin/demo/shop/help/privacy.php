<?php
// 個人情報の取り扱い
require __DIR__ . '/../lib/bootstrap.php';

Template::show('header', ['title' => '個人情報の取り扱いについて']);
Template::show('privacy', ['shop' => $config['shop']]);
Template::show('footer');
