<?php
declare(strict_types=1);

final class Cart
{
    /** @param array<int, int> $quantities */
    private function __construct(private array $quantities)
    {
    }

    public static function ofSession(): self
    {
        return new self($_SESSION['cart'] ?? []);
    }

    public function put(int $product, int $quantity): void
    {
        if ($quantity > 0) {
            $this->quantities[$product] = min($quantity, 99);
        } else {
            unset($this->quantities[$product]);
        }
        $_SESSION['cart'] = $this->quantities;
    }

    /** @return list<array{product: Product, quantity: int}> */
    public function lines(PDO $database): array
    {
        $lines = [];
        foreach ($this->quantities as $id => $quantity) {
            $product = Product::find($database, $id);
            if ($product !== null) {
                $lines[] = ['product' => $product, 'quantity' => $quantity];
            }
        }
        return $lines;
    }

    public function total(PDO $database): int
    {
        return array_sum(array_map(
            fn (array $line): int => $line['product']->price * $line['quantity'],
            $this->lines($database)
        ));
    }

    public function order(PDO $database, array $address): Order
    {
        return new Order(bin2hex(random_bytes(8)), $this->total($database), $address);
    }
}
