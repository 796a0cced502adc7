<?php
// どのページも最初に読む
declare(strict_types=1);

mb_internal_encoding('UTF-8');
spl_autoload_register(function (string $class): void {
    $file = __DIR__ . '/' . $class . '.php';
    if (is_file($file)) {
        require $file;
    }
});

$config = require __DIR__ . '/../config/config.php';
$database = Database::open($config['database']['dsn']);
Session::start();
