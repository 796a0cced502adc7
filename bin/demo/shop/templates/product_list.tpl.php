<h1><?= Template::text($heading) ?></h1>
<ul class="products">
<?php foreach ($products as $product): ?>
<li>
<a href="/products/detail.php?id=<?= $product->id ?>">
<img src="/upload/save_image/<?= Template::text($product->image) ?>" alt="">
<strong><?= Template::text($product->name) ?></strong>
<span><?= Template::yen($product->price) ?></span>
</a>
</li>
<?php endforeach ?>
</ul>
