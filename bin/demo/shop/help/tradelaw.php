<?php
// 特定商取引法に基づく表記
require __DIR__ . '/../lib/bootstrap.php';

Template::show('header', ['title' => '特定商取引法に基づく表記']);
Template::show('tradelaw', ['shop' => $config['shop']]);
Template::show('footer');
