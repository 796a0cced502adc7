<?php
declare(strict_types=1);

final class Member
{
    private function __construct(
        public readonly int $id,
        public readonly string $mail,
        public readonly string $passwordHash,
    ) {
    }

    public static function byMail(PDO $database, string $mail): ?self
    {
        $found = $database->prepare('SELECT id, mail, password_hash FROM members WHERE mail = ?');
        $found->execute([$mail]);
        $row = $found->fetch();
        return $row ? new self((int) $row['id'], $row['mail'], $row['password_hash']) : null;
    }
}
