<?php
declare(strict_types=1);

final class Session
{
    public static function start(): void
    {
        session_set_cookie_params(['httponly' => true, 'secure' => true, 'samesite' => 'Lax']);
        session_start();
        $_SESSION['token'] ??= bin2hex(random_bytes(32));
    }

    public static function token(): string
    {
        return $_SESSION['token'];
    }

    public static function checkToken(string $token): void
    {
        if (!hash_equals($_SESSION['token'], $token)) {
            http_response_code(403);
            exit;
        }
    }

    public static function signIn(Member $member): void
    {
        session_regenerate_id(true);
        $_SESSION['member'] = $member->id;
    }
}
