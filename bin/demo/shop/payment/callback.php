<?php
// 決済会社からの結果通知
require __DIR__ . '/../lib/bootstrap.php';

$body = file_get_contents('php://input') ?: '';
$signature = $_SERVER['HTTP_X_SIGNATURE'] ?? '';
if (!hash_equals(hash_hmac('sha256', $body, $config['payment']['key']), $signature)) {
    http_response_code(403);
    exit;
}
error_log('payment notified: ' . strlen($body) . ' bytes', 3, __DIR__ . '/../log/site.log');
http_response_code(204);
