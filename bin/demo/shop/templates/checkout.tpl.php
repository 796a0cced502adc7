<h1>ご購入手続き</h1>
<form id="checkout" method="post" data-merchant="<?= Template::text($merchant) ?>">
<input type="hidden" name="token" value="<?= Session::token() ?>">
<input type="hidden" name="card_token">
<label>お名前 <input name="address[name]" autocomplete="name" required></label>
<label>郵便番号 <input name="address[postcode]" autocomplete="postal-code" required></label>
<label>ご住所 <input name="address[street]" autocomplete="street-address" required></label>
<iframe id="card-frame" src="https://payment.example.jp/v1/card-form" title="カード情報"></iframe>
<p>お支払い金額 <?= Template::yen($total) ?></p>
<button>注文を確定する</button>
</form>
<script src="/payment/card-form.js" defer></script>
