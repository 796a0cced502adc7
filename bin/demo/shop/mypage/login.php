<?php
// 会員のログイン
require __DIR__ . '/../lib/bootstrap.php';

$failed = false;
if ($_SERVER['REQUEST_METHOD'] === 'POST') {
    Session::checkToken($_POST['token'] ?? '');
    $member = Member::byMail($database, $_POST['mail'] ?? '');
    if ($member !== null && password_verify($_POST['password'] ?? '', $member->passwordHash)) {
        Session::signIn($member);
        header('Location: /');
        exit;
    }
    $failed = true;
}
Template::show('header', ['title' => 'ログイン']);
Template::show('login', ['failed' => $failed]);
Template::show('footer');
