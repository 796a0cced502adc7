<?php
declare(strict_types=1);

final class Mailer
{
    public static function send(string $to, string $subject, string $template, array $values): bool
    {
        $text = file_get_contents(__DIR__ . '/../templates/mail/' . basename($template) . '.txt');
        foreach ($values as $name => $value) {
            $text = str_replace('{' . $name . '}', (string) $value, $text);
        }
        return mb_send_mail($to, $subject, $text);
    }
}
