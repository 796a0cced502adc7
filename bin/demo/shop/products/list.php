<?php
// 商品一覧
require __DIR__ . '/../lib/bootstrap.php';

$category = filter_input(INPUT_GET, 'category', FILTER_VALIDATE_INT) ?: null;
Template::show('header', ['title' => '商品一覧']);
Template::show('product_list', ['heading' => '商品一覧', 'products' => Product::listed($database, $category)]);
Template::show('footer');
