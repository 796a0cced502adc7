<?php
declare(strict_types=1);

final class Product
{
    private function __construct(
        public readonly int $id,
        public readonly string $name,
        public readonly int $price,
        public readonly string $image,
    ) {
    }

    public static function find(PDO $database, int $id): ?self
    {
        $found = $database->prepare('SELECT id, name, price, image FROM products WHERE id = ?');
        $found->execute([$id]);
        $row = $found->fetch();
        return $row ? self::of($row) : null;
    }

    /** @return list<self> */
    public static function listed(PDO $database, ?int $category): array
    {
        $found = $database->prepare(
            'SELECT id, name, price, image FROM products WHERE ? IS NULL OR category = ? ORDER BY id'
        );
        $found->execute([$category, $category]);
        return array_map(self::of(...), $found->fetchAll());
    }

    /** @return list<self> */
    public static function recommended(PDO $database, int $count): array
    {
        return array_slice(self::listed($database, null), 0, $count);
    }

    private static function of(array $row): self
    {
        return new self((int) $row['id'], $row['name'], (int) $row['price'], $row['image']);
    }
}
