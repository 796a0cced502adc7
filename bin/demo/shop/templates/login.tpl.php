<h1>ログイン</h1>
<?php if ($failed): ?>
<p class="error">メールアドレスまたはパスワードが違います。</p>
<?php endif ?>
<form method="post">
<input type="hidden" name="token" value="<?= Session::token() ?>">
<label>メールアドレス <input type="email" name="mail" autocomplete="username" required></label>
<label>パスワード <input type="password" name="password" autocomplete="current-password" required></label>
<button>ログイン</button>
</form>
