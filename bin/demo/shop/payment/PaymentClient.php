<?php
declare(strict_types=1);

final class PaymentClient
{
    public function __construct(private readonly string $endpoint, private readonly string $key)
    {
    }

    public function post(array $fields): array
    {
        $request = curl_init($this->endpoint);
        curl_setopt_array($request, [
            CURLOPT_RETURNTRANSFER => true,
            CURLOPT_TIMEOUT => 20,
            CURLOPT_HTTPHEADER => ['Authorization: Bearer ' . $this->key, 'Content-Type: application/json'],
            CURLOPT_POSTFIELDS => json_encode($fields, JSON_THROW_ON_ERROR),
        ]);
        $answer = curl_exec($request);
        curl_close($request);
        return is_string($answer) ? json_decode($answer, true) ?? [] : [];
    }
}
