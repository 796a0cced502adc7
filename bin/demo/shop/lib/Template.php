<?php
declare(strict_types=1);

final class Template
{
    public static function show(string $name, array $values = []): void
    {
        extract($values, EXTR_SKIP);
        require __DIR__ . '/../templates/' . basename($name) . '.tpl.php';
    }

    public static function text(string $value): string
    {
        return htmlspecialchars($value, ENT_QUOTES | ENT_SUBSTITUTE, 'UTF-8');
    }

    public static function yen(int $amount): string
    {
        return number_format($amount) . '円';
    }
}
