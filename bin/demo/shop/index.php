<?php
// 店の入口: おすすめ商品を並べる
require __DIR__ . '/lib/bootstrap.php';

$products = Product::recommended($database, 6);
Template::show('header', ['title' => '湖畔商店 | 季節の味をお届けします']);
Template::show('product_list', ['heading' => '本日のおすすめ', 'products' => $products]);
Template::show('footer');
