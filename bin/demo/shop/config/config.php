<?php
// 店の設定(デモ用: 実在の店や鍵ではありません)
return [
    'shop' => [
        'name' => '湖畔商店',
        'mail' => 'shop@example.jp',
        'address' => '見本県見本市(デモ)',
    ],
    'database' => [
        'dsn' => 'sqlite:' . __DIR__ . '/../var/shop.sqlite',
    ],
    'payment' => [
        'merchant' => 'demo-merchant',
        'endpoint' => 'https://payment.example.jp/v1/charges',
        'key' => getenv('SHOP_PAYMENT_KEY') ?: '',
    ],
];
