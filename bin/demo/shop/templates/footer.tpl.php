</main>
<footer>
<a href="/help/tradelaw.php">特定商取引法に基づく表記</a>
<a href="/help/privacy.php">個人情報の取り扱い</a>
<a href="/contact/">お問い合わせ</a>
<small>湖畔商店(デモ)</small>
</footer>
</body>
</html>
