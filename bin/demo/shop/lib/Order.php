<?php
declare(strict_types=1);

final class Order
{
    public function __construct(
        public readonly string $number,
        public readonly int $amount,
        public readonly array $address,
    ) {
    }
}
