<?php
// 買い物かご
require __DIR__ . '/../lib/bootstrap.php';

$cart = Cart::ofSession();
if ($_SERVER['REQUEST_METHOD'] === 'POST') {
    Session::checkToken($_POST['token'] ?? '');
    $cart->put((int) ($_POST['product'] ?? 0), (int) ($_POST['quantity'] ?? 0));
    header('Location: /cart/');
    exit;
}
Template::show('header', ['title' => '買い物かご']);
Template::show('cart', ['lines' => $cart->lines($database), 'total' => $cart->total($database)]);
Template::show('footer');
