<h1>買い物かご</h1>
<table>
<?php foreach ($lines as $line): ?>
<tr>
<td><?= Template::text($line['product']->name) ?></td>
<td><?= $line['quantity'] ?>点</td>
<td><?= Template::yen($line['product']->price * $line['quantity']) ?></td>
</tr>
<?php endforeach ?>
</table>
<p>合計 <?= Template::yen($total) ?></p>
<a class="button" href="/shopping/">ご購入手続きへ</a>
