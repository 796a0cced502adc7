<?php
// お問い合わせ
require __DIR__ . '/../lib/bootstrap.php';

if ($_SERVER['REQUEST_METHOD'] === 'POST') {
    Session::checkToken($_POST['token'] ?? '');
    Mailer::send($config['shop']['mail'], 'お問い合わせ', 'contact_ja', ['text' => $_POST['text'] ?? '']);
    header('Location: /');
    exit;
}
Template::show('header', ['title' => 'お問い合わせ']);
Template::show('contact');
Template::show('footer');
