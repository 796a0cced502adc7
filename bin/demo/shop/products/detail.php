<?php
// 商品の詳細
require __DIR__ . '/../lib/bootstrap.php';

$id = filter_input(INPUT_GET, 'id', FILTER_VALIDATE_INT);
$product = $id ? Product::find($database, $id) : null;
if ($product === null) {
    http_response_code(404);
    Template::show('header', ['title' => '商品が見つかりません']);
    Template::show('footer');
    exit;
}
Template::show('header', ['title' => $product->name]);
Template::show('product_detail', ['product' => $product]);
Template::show('footer');
