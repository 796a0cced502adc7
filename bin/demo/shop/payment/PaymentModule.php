<?php
// クレジットカード決済: カード番号は店のサーバーを通らない(トークン決済)
declare(strict_types=1);

final class PaymentModule
{
    /** @param array{merchant: string, endpoint: string, key: string} $settings */
    public function __construct(private readonly array $settings)
    {
    }

    public function merchant(): string
    {
        return $this->settings['merchant'];
    }

    public function charge(Order $order, string $cardToken): void
    {
        $answer = (new PaymentClient($this->settings['endpoint'], $this->settings['key']))->post([
            'merchant' => $this->settings['merchant'],
            'order' => $order->number,
            'amount' => $order->amount,
            'token' => $cardToken,
        ]);
        if (($answer['status'] ?? '') !== 'captured') {
            throw new RuntimeException('決済できませんでした: ' . $order->number);
        }
    }
}
