<h1>お問い合わせ</h1>
<form method="post">
<input type="hidden" name="token" value="<?= Session::token() ?>">
<label>内容 <textarea name="text" required></textarea></label>
<button>送信</button>
</form>
