// Owns what is said, in English and Japanese, of what a release cannot be made of: archives, folders, repositories, lists of sums
// and packages, and what is in them.

export const sourceMessages = {
  'source.pattern': { en: 'the pattern {{rule}}', ja: 'パターンが正しくありません: {{rule}}' },
  'source.twice': {
    en: '{{path}} is there twice: which of the two counts is not clear',
    ja: '{{path}}が2つあり、どちらが有効か分かりません',
  },
  'source.below': {
    en: '{{path}} lies below {{folder}}, which is a file or a link',
    ja: '{{path}}は、ファイルかリンクである{{folder}}の下にあります',
  },
  'source.name': { en: 'the name {{name}} {{rule}}', ja: '名前{{name}}: {{rule}}' },
  'source.more': { en: '{{named}}; and {{count}} more', ja: '{{named}}; ほか{{count}}件' },
  'source.empty': { en: 'it holds no file to release', ja: 'リリースするファイルがありません' },
  'source.many': {
    en: 'it holds more than {{most}} files: exclude what needs no permit, or make several components of it',
    ja: 'ファイルが{{most}}件を超えています。許可が不要なものを除外するか、複数の構成要素に分けてください',
  },
  'source.no-kind': {
    en: 'it is no folder, zip, tar (.gz, .xz, .zst) or list of sha256 sums',
    ja: 'フォルダー、zip、tar(.gz、.xz、.zst)、sha256の一覧のいずれでもありません',
  },
  'source.sums-given': {
    en: 'it is a list of sums, which holds no contents: name the folder or archive that it was made of',
    ja: 'ハッシュ値の一覧であり、内容を含みません。作成元のフォルダーかアーカイブを指定してください',
  },
  'source.tar-broken': {
    en: 'it is no whole tar archive: {{detail}}',
    ja: '完全なtarアーカイブではありません: {{detail}}',
  },
  'source.zip-broken': {
    en: 'it is no whole zip archive: {{detail}}',
    ja: '完全なzipアーカイブではありません: {{detail}}',
  },
  'source.tar-name': {
    en: 'the tar holds a name that is not UTF-8 though it says so: have it made anew',
    ja: 'UTF-8とされているのにそうでない名前がtarにあります。作り直してもらってください',
  },
  'source.zip-name': {
    en: 'the entry {{name}} has a name in an unknown encoding: unpack it and release the folder',
    ja: 'エントリー{{name}}の名前の文字コードが不明です。展開してフォルダーをリリースしてください',
  },
  'source.tar-cut': {
    en: 'it was cut short: the blocks of zeros at its end are missing',
    ja: '途中で切れています(終端のゼロブロックがありません)',
  },
  'source.tar-goes-on': {
    en: 'something follows its end, which tar would not unpack',
    ja: '終端の後ろに、tarが展開しないデータがあります',
  },
  'source.zip-other-name': {
    en: 'it has another name before its data, {{name}}',
    ja: 'データの直前の名前が異なります({{name}})',
  },
  'source.git-none': {
    en: 'git is not installed: install it, or release a checked-out folder',
    ja: 'gitがありません。インストールするか、チェックアウト済みのフォルダーをリリースしてください',
  },
  'source.git-unrun': { en: 'git cannot be run: {{detail}}', ja: 'gitを実行できません: {{detail}}' },
  'source.git-ended': { en: 'git {{command}} ended with {{code}}', ja: 'git {{command}}が{{code}}で終了しました' },
  'source.git-kind': {
    en: 'the tree holds an entry of unknown kind: {{entry}}',
    ja: 'ツリーに種類が不明なエントリーがあります: {{entry}}',
  },
  'source.git-other-file': {
    en: 'git writes another file than its tree names',
    ja: 'gitの出力がツリーのファイル名と一致しません',
  },
  'source.git-fewer-files': {
    en: 'git writes fewer files than its tree names',
    ja: 'gitの出力がツリーのファイル数より少なくなっています',
  },
  'source.type': {
    en: '{{path}} is a {{type}}, which cannot be released: exclude it',
    ja: '{{path}}は種類が{{type}}で、リリースできません。除外してください',
  },
  'source.device': {
    en: '{{path}} is a device or pipe, which cannot be released',
    ja: '{{path}}はデバイスかパイプで、リリースできません',
  },
  'source.no-target': {
    en: '{{path}} is a link without a target that can be read',
    ja: '{{path}}はリンクですが、リンク先を読み取れません',
  },
  'source.leads-out': {
    en: '{{path}} is a link that leads out of the archive, to {{target}}: exclude it',
    ja: '{{path}}はアーカイブの外({{target}})へのリンクです。除外してください',
  },
  'source.long-target': {
    en: '{{path}} is a link with too long a target',
    ja: '{{path}}はリンク先が長すぎるリンクです',
  },
  'source.overlaps': {
    en: 'entry {{number}} of the archive overlaps another one, as in a bomb: have it made anew',
    ja: 'アーカイブの{{number}}番目のエントリーが別のものと重なっています(圧縮爆弾の特徴)。作り直してもらってください',
  },
  'source.encrypted': {
    en: '{{path}} is encrypted: unpack it and release the folder',
    ja: '{{path}}は暗号化されています。展開してフォルダーをリリースしてください',
  },
  'source.method': {
    en: '{{path}} is packed by method {{method}}, which is not read: unpack it and release the folder',
    ja: '{{path}}の圧縮方式{{method}}には対応していません。展開してフォルダーをリリースしてください',
  },
  'source.unreadable': { en: '{{path}} cannot be read: {{detail}}', ja: '{{path}}を読み取れません: {{detail}}' },
  'source.damaged': {
    en: '{{path}} is damaged: its checksum is another one than the archive says',
    ja: '{{path}}は壊れています。チェックサムがアーカイブの記載と異なります',
  },
  'source.bomb': {
    en: 'it unpacks to {{what}}, as a bomb does: if it is none, unpack it and release the folder',
    ja: '展開すると{{what}}になります(圧縮爆弾の特徴)。そうでなければ、展開してフォルダーをリリースしてください',
  },
  'source.bomb-bytes': { en: 'more than {{most}} GiB', ja: '{{most}}GiB超' },
  'source.bomb-ratio': { en: 'more than {{most}} times its own size', ja: '元の大きさの{{most}}倍超' },
  'source.bomb-entries': { en: 'more than {{most}} entries', ja: '{{most}}件超のエントリー' },
  'source.sum-line': {
    en: 'line {{number}} is no sha256 sum: expected "HEX  NAME" or "SHA256 (NAME) = HEX", as sha256sum writes',
    ja: '{{number}}行目はsha256のハッシュ値ではありません。sha256sumが書く「HEX  NAME」か「SHA256 (NAME) = HEX」が必要です',
  },
  'source.long-line': {
    en: 'it is no list of sums: a line is longer than any name',
    ja: 'ハッシュ値の一覧ではありません。名前としてあり得ない長さの行があります',
  },
  'source.at': { en: '{{path}} {{why}}', ja: '{{path}}: {{why}}' },
  'source.changing': { en: 'changed each time it was read', ja: '読み取るたびに変わっていました' },
  'source.file-type': { en: 'is a {{type}}, which cannot be released', ja: '種類が{{type}}で、リリースできません' },
  'source.file-unreadable': { en: 'cannot be read ({{errno}})', ja: '読み取れません({{errno}})' },
  'source.filter': {
    en: '{{path}} goes through the filter {{filter}} at checkout, and filters are not run: exclude it, or release a checked-out folder',
    ja: '{{path}}はチェックアウト時にフィルター{{filter}}を通りますが、フィルターは実行しません。除外するか、チェックアウト済みのフォルダーをリリースしてください',
  },
  'source.submodule': {
    en: '{{path}} is a submodule, whose files are not in this repository: exclude it, and release it from its own repository with --prefix {{path}}',
    ja: '{{path}}はサブモジュールで、ファイルはこのリポジトリーにありません。除外し、元のリポジトリーから--prefix {{path}}でリリースしてください',
  },
  'dpkg.format': {
    en: 'its format {{format}} is unknown: expected 1',
    ja: '形式{{format}}には対応していません(1が必要です)',
  },
  'dpkg.at-work': {
    en: 'dpkg is at work, or was interrupted: wait for it, or run `dpkg --configure -a`',
    ja: 'dpkgが動作中か、中断されています。終わるのを待つか、`dpkg --configure -a`を実行してください',
  },
  'dpkg.none': {
    en: 'there is no such file: no packages of dpkg are installed there',
    ja: 'このファイルがありません。dpkgのパッケージがインストールされていません',
  },
  'dpkg.no-file': {
    en: 'it is no file of dpkg: too large, or no file',
    ja: 'dpkgのファイルではありません(大きすぎるか、ファイルではありません)',
  },
  'dpkg.top': {
    en: 'name the folders to look at, as they are roots at the collector: below the top lie /proc and /sys too',
    ja: '対象のフォルダーを、コレクターのルートと同じ形で指定してください。最上位には/procや/sysも含まれます',
  },
  'dpkg.root': {
    en: 'a root is an absolute folder, as the collector has it: it {{rule}}',
    ja: 'ルートは、コレクターにあるとおりの絶対パスのフォルダーです: {{rule}}',
  },
} as const
