<h1>特定商取引法に基づく表記</h1>
<dl>
<dt>販売業者</dt><dd><?= Template::text($shop['name']) ?></dd>
<dt>所在地</dt><dd><?= Template::text($shop['address']) ?></dd>
<dt>連絡先</dt><dd><?= Template::text($shop['mail']) ?></dd>
<dt>お支払い方法</dt><dd>クレジットカード</dd>
<dt>返品</dt><dd>商品到着後7日以内</dd>
</dl>
