<?php
// ご購入手続き: お届け先とお支払い
require __DIR__ . '/../lib/bootstrap.php';
require __DIR__ . '/../payment/PaymentModule.php';

$cart = Cart::ofSession();
$payment = new PaymentModule($config['payment']);
if ($_SERVER['REQUEST_METHOD'] === 'POST') {
    Session::checkToken($_POST['token'] ?? '');
    $order = $cart->order($database, $_POST['address'] ?? []);
    $payment->charge($order, $_POST['card_token'] ?? '');
    header('Location: /shopping/complete.php');
    exit;
}
Template::show('header', ['title' => 'ご購入手続き']);
Template::show('checkout', ['total' => $cart->total($database), 'merchant' => $payment->merchant()]);
Template::show('footer');
