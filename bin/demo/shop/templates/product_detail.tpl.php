<h1><?= Template::text($product->name) ?></h1>
<img src="/upload/save_image/<?= Template::text($product->image) ?>" alt="">
<p><?= Template::yen($product->price) ?>(税込)</p>
<form method="post" action="/cart/">
<input type="hidden" name="token" value="<?= Session::token() ?>">
<input type="hidden" name="product" value="<?= $product->id ?>">
<label>数量 <input type="number" name="quantity" value="1" min="1" max="99"></label>
<button>かごに入れる</button>
</form>
