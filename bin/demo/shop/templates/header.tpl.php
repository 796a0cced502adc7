<!doctype html>
<html lang="ja">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title><?= Template::text($title) ?></title>
<link rel="stylesheet" href="/css/shop.css">
<script src="/js/shop.js" defer></script>
</head>
<body>
<header>
<a href="/"><img src="/img/logo.png" alt="湖畔商店"></a>
<nav>
<a href="/products/list.php">商品一覧</a>
<a href="/cart/">買い物かご</a>
<a href="/mypage/login.php">ログイン</a>
</nav>
</header>
<main>
