// Owns what is said, in English and Japanese, of a file that is no signed release, or not one that can be believed, and of a
// release for which it is too late, or too soon.

export const signedMessages = {
  'signed.none': { en: 'it is not a signed release: {{detail}}', ja: '署名済みリリースではありません: {{detail}}' },
  'signed.no-files': {
    en: 'it lists no files as a release does: {{detail}}',
    ja: 'リリースとしてのファイル一覧がありません: {{detail}}',
  },
  'signed.forged': { en: 'its signature is not genuine', ja: '署名が正しくありません' },
  'signed.other-key': {
    en: 'none of the given keys signed it, but {{keys}}',
    ja: '指定された鍵による署名ではありません。署名者は {{keys}} です',
  },
  'signed.large': { en: 'it is too large for a release', ja: 'リリースとしては大きすぎます' },
  'signed.envelope-json': {
    en: 'the envelope is no JSON object in UTF-8',
    ja: 'エンベロープがUTF-8のJSONオブジェクトではありません',
  },
  'signed.statement-json': {
    en: 'the statement is no JSON object in UTF-8',
    ja: 'ステートメントがUTF-8のJSONオブジェクトではありません',
  },
  'signed.no-envelope': {
    en: 'it is no DSSE envelope with an in-toto statement',
    ja: 'in-totoステートメントを含むDSSEエンベロープではありません',
  },
  'signed.statement-wrong': {
    en: 'it is no release statement: {{detail}}',
    ja: 'リリースのステートメントではありません: {{detail}}',
  },
  'signed.entry': {
    en: 'entry {{number}} ({{name}}) {{rule}}',
    ja: '{{number}}番目のエントリー({{name}}): {{rule}}',
  },
  'signed.entry-wrong': { en: 'is wrong: {{detail}}', ja: '形式が正しくありません: {{detail}}' },
  'signed.entry-long': { en: 'has more than {{most}} bytes', ja: '{{most}}バイトを超えています' },
  'signed.entry-twice': { en: 'is listed twice', ja: '2回記載されています' },
  'signed.prefix': { en: 'the prefix {{rule}}', ja: '接頭パスが正しくありません: {{rule}}' },
  'path-rule.form': { en: 'not in canonical form: {{text}}', ja: '正規形ではありません: {{text}}' },
  'path-rule.empty': { en: 'is empty', ja: '空です' },
  'path-rule.absolute': { en: 'is absolute: {{text}}', ja: '絶対パスです: {{text}}' },
  'path-rule.part': { en: 'has the part {{part}}: {{text}}', ja: '{{part}}という部分を含んでいます: {{text}}' },
  'path-rule.relative': { en: 'is not absolute: {{text}}', ja: '絶対パスではありません: {{text}}' },
  'pattern-rule.absolute': { en: 'must be relative and not empty', ja: '相対パスのパターンを指定してください' },
  'pattern-rule.form': {
    en: 'must be in canonical path text, with % written as %25',
    ja: 'パスの正規形ではありません(%は%25と書きます)',
  },
  'pattern-rule.empty-part': { en: 'has an empty part', ja: '空の部分を含んでいます' },
  'pattern-rule.dots': { en: 'has the part {{part}}', ja: '{{part}}という部分を含んでいます' },
  'pattern-rule.stars': { en: '`**` must be a whole part', ja: '`**`は単独で1つの部分にしてください' },
  'pattern-rule.braces': {
    en: 'braces must be closed and not nested',
    ja: '波括弧は閉じる必要があり、入れ子にはできません',
  },
  'pattern-rule.many': { en: 'has more than {{most}} alternatives', ja: '選択肢が{{most}}個を超えています' },
  'pattern-rule.unopened': { en: 'has `}` without `{`', ja: '`{`のない`}`があります' },
  'signed.adoption': {
    en: 'an adoption names who decided and why, and a release does neither',
    ja: '現状承認には決めた人と理由が必要で、リリースにはどちらも書けません',
  },
  'signed.untrusted': {
    en: 'it is signed with a key that is not trusted here: {{key}}. Sign it with one that is (`sekisho key list`); if this one is your own, an admin has it trusted (`sekisho key trust ID --name NAME --component COMPONENT`)',
    ja: 'ここで信頼されていない鍵で署名されています: {{key}}。信頼された鍵(`sekisho key list`)で署名してください。自分たちの鍵であれば、管理者が信頼させます(`sekisho key trust ID --name NAME --component COMPONENT`)',
  },
  'signed.other-component': {
    en: 'the key {{key}} signed it, which is not trusted for the component {{component}}, or for its weak releases alone. Sign it with one that is (`sekisho key list`), or an admin has this one trusted for it (`{{command}}`)',
    ja: '署名した鍵{{key}}は、構成要素{{component}}用としては信頼されていないか、弱いリリース専用です。信頼された鍵(`sekisho key list`)で署名するか、管理者がこの鍵を信頼させます(`{{command}}`)',
  },
  'public-key.none': {
    en: 'holds no public key: expected the 64 hex digits that "sekisho key create" prints, or Ed25519 in PEM',
    ja: '公開鍵がありません。「sekisho key create」が表示する16進64桁か、PEM形式のEd25519が必要です',
  },
  'public-key.private': {
    en: 'it is a private key: only its public id belongs here',
    ja: '秘密鍵です。ここには公開用のIDだけを置いてください',
  },
  'public-key.empty': { en: 'there is no key in the folder', ja: 'フォルダーに鍵がありません' },
  'signing-key.name': {
    en: 'a key name has letters, digits, and . _ - only, at most 63',
    ja: '鍵の名前に使えるのは英数字と . _ - だけで、63文字までです',
  },
  'signing-key.folder': { en: 'the folder cannot be read ({{detail}})', ja: 'フォルダーを読み取れません({{detail}})' },
  'signed.no-approver': {
    en: 'no key signed the confirmation that is trusted to approve {{component}}: key trust --role approve',
    ja: '構成要素{{component}}の承認用として信頼された鍵による確認の署名がありません: key trust --role approve',
  },
  'signed.no-confirmation': {
    en: 'what is signed is no confirmation',
    ja: '署名された内容はリリースの確認ではありません',
  },
  'signed.other-release': {
    en: 'what is signed confirms {{component}} {{version}}, or another content of it',
    ja: '署名されているのは{{component}} {{version}}、または別の内容の確認です',
  },
  'publish.looked-at': {
    en: 'this is no longer the difference: look at it again',
    ja: '差分が変わっています。もう一度見直してください',
  },
  'publish.adoption': {
    en: 'the component has releases, which an adoption does not replace: adopt under another name',
    ja: 'この構成要素にはリリースがあり、現状承認では置き換えられません。別の名前で現状承認してください',
  },
  'publish.adoption-needs': {
    en: "an adoption asks for the right to approve as well: publish it with an admin's token",
    ja: '現状承認には承認の権限も必要です。adminのトークンで公開してください',
  },
  'publish.moves': {
    en: 'the site {{site}} has {{component}} below /{{prefix}}: an admin moves it by `{{command}}`',
    ja: 'サイト{{site}}では{{component}}は/{{prefix}}の下にあります。移動は管理者が`{{command}}`で行います',
  },
  'publish.other-content': {
    en: 'it was published before with other content: give it a new version',
    ja: '同じバージョンが別の内容で公開済みです。新しいバージョンを付けてください',
  },
  'publish.other-end': {
    en: 'it was published before, and its end stays {{at}}: an admin changes that by `{{command}}`',
    ja: 'すでに公開済みで、終了日時は{{at}}のままです。変更は管理者が`{{command}}`で行います',
  },
  'publish.endless': {
    en: 'it was published before, and stays without an end: an admin gives it one by `{{command}}`',
    ja: 'すでに公開済みで、終了日時はないままです。設定は管理者が`{{command}}`で行います',
  },
  'publish.revoked': {
    en: 'it is revoked: publish its files under a new version',
    ja: '失効しています。新しいバージョンとして公開してください',
  },
  'publish.expired': {
    en: 'it is expired: publish its files under a new version',
    ja: '期限切れです。新しいバージョンとして公開してください',
  },
  'publish.replaced': {
    en: 'a newer release has replaced it: to roll back, activate it',
    ja: '新しいリリースに置き換えられています。戻すには有効化してください',
  },
  'life.held': { en: 'it is held: confirm it first', ja: '保留中です。先に確認(release confirm)が必要です' },
  'life.not-held': { en: 'it is not held', ja: '保留中ではありません' },
  'life.own': { en: 'who published it cannot confirm it', ja: '公開した本人は確認できません' },
  'life.other-current': {
    en: 'another release has become current: look at the difference again',
    ja: '別のリリースが現行になりました。差分をもう一度見直してください',
  },
  'life.newer': { en: 'a newer release has replaced it', ja: '新しいリリースに置き換えられています' },
  'life.weaker': {
    en: 'it is weak, and {{current}}, which is current, is not: revoke that first, or publish this under another component',
    ja: '弱いリリースで、現行の{{current}}は弱くありません。先に現行を失効させるか、別の構成要素として公開してください',
  },
  'life.revoked': { en: 'it is revoked', ja: '失効しています' },
  'life.revoked-already': { en: 'it is revoked already', ja: 'すでに失効しています' },
  'life.expired': { en: 'it has expired', ja: '期限切れです' },
  'signed.list-missing': { en: 'it has no list of files', ja: 'ファイル一覧がありません' },
  'signed.list-empty': { en: 'its list of files is empty', ja: 'ファイル一覧が空です' },
  'signed.list-broken': { en: 'it is no list of files', ja: 'ファイル一覧ではありません' },
  'signed.list-long': { en: 'it lists more than {{most}} files', ja: 'ファイルの数が上限の{{most}}件を超えています' },
  'signed.long': {
    en: 'its statement comes to {{bytes}} bytes of at most {{most}}: make several components of it',
    ja: 'ステートメントが{{bytes}}バイトあり、上限の{{most}}バイトを超えています。複数の構成要素に分けてください',
  },
  'signed.base64': { en: 'its payload is no text in base64', ja: 'ペイロードがbase64の文字列ではありません' },
  'signed.escape': {
    en: 'its payload is no text in base64, in which there is no escape but \\/',
    ja: 'ペイロードがbase64の文字列ではありません(使えるエスケープは \\/ だけです)',
  },
} as const
