// Owns the words of signing keys and of tokens: made, trusted and for what, and revoked.

export const keyMessages = {
  'token.made': {
    en: 'Token {{name}} ({{role}}), valid until {{until}}. It is shown this once: keep it where only its user can read it.',
    ja: 'トークン{{name}}({{role}})、有効期限: {{until}}。表示は今回だけです。使用者だけが読める場所に保管してください。',
  },
  'token.made-for': {
    en: 'It publishes for {{sites}} alone.',
    ja: '公開できる対象サイト: {{sites}}',
  },
  'token.sites-of-publish': {
    en: 'a token is limited to sites where it is to publish (--role publish), and not at the provider, whose components other customers have too',
    ja: 'サイトで限定できるのは公開用(--role publish)のトークンだけです(他の顧客も使う構成要素を持つ提供者では不可)',
  },
  'token.every-site': { en: 'every site', ja: 'すべてのサイト' },
  'token.until': { en: 'until {{at}}', ja: '期限 {{at}}' },
  'command.token.list': {
    en: 'List the tokens: id, role, sites, until when, and which were revoked. No secret is shown.',
    ja: 'トークンの一覧(ID、権限、対象サイト、期限、失効の有無)。秘密の値は表示されません。',
  },
  'command.token.revoke': {
    en: 'End a token before its time: it opens nothing any more, and what it listens to ends. What it published stays.',
    ja: 'トークンを期限前に失効させます。以後は何もできず、受信中の接続も切れます。公開済みのリリースは残ります。',
  },
  'argument.token-revoked': {
    en: 'name or id of a token (sekisho token list)',
    ja: 'トークンの名前またはID(sekisho token list)',
  },
  'token.revoked': {
    en: 'The token {{name}} ({{id}}, {{role}}) is revoked: it opens nothing from now on.',
    ja: 'トークン{{name}}({{id}}、{{role}})を失効させました。今後は使えません。',
  },
  'token.revoked-own': {
    en: 'It is the one that this command used: the next needs another.',
    ja: 'このコマンドで使ったトークンです。次からは別のトークンが必要です。',
  },
  'token.revoked-since': { en: 'revoked {{at}} by {{by}}', ja: '失効 {{at}} {{by}}' },
  'token.unknown': {
    en: 'no token has this name or id, or its time is over (sekisho token list)',
    ja: 'この名前かIDのトークンはないか、期限が切れています(sekisho token list)',
  },
  'token.revoked-before': {
    en: 'it was revoked already, {{at}} by {{by}}',
    ja: 'すでに失効しています({{at}} {{by}})',
  },
  'token.several': {
    en: 'several tokens have this name. Say which by its id:{{tokens}}',
    ja: '同じ名前のトークンが複数あります。IDで指定してください:{{tokens}}',
  },
  'token.local': {
    en: "this is the collector's own token, by which the commands on its machine reach it: without it nobody there could make another. If somebody has read it, stop the collector, remove collector/local.token in its state folder, start it, and revoke this id then",
    ja: 'これはコレクター自身のトークンで、同じマシンのコマンドが使います。失効させると新しいトークンも作れなくなります。読み取られた場合は、コレクターを停止し、状態フォルダーのcollector/local.tokenを削除して起動してから、このIDを失効させてください',
  },
  'token.name-local': {
    en: "this is the name of the collector's own token, which no backup holds and by which the audit trail knows what is done on its machine: give another name",
    ja: 'これはコレクター自身のトークンの名前です(バックアップには含まれず、監査証跡ではこのマシンでの操作を表します)。別の名前を付けてください',
  },
  'option.token-site': {
    en: 'a site for which alone it publishes; again for each (else every one)',
    ja: '公開できるサイト(繰り返し可、省略時はすべて)',
  },
  'problem.other-site': {
    en: 'this token is limited to {{sites}}. Use one for that site too, or one without a limit',
    ja: 'このトークンの対象サイトは{{sites}}だけです。そのサイトも対象に含むか、限定のないトークンを使ってください',
  },
  'problem.of-no-site': {
    en: 'this token is limited to {{sites}}, and no site has {{component}}. Have an admin give it to one of these (sekisho component subscribe {{component}} --site {{site}}), or use a token without a limit',
    ja: 'このトークンの対象サイトは{{sites}}だけですが、{{component}}を持つサイトがありません。管理者がサイトに追加する(sekisho component subscribe {{component}} --site {{site}})か、限定のないトークンを使ってください',
  },
  'token.endless': { en: 'it is revoked', ja: '失効させるまで' },
  'key.made': { en: 'The private key is in {{file}}.', ja: '秘密鍵の場所: {{file}}' },
  'key.not-trusted': {
    en: 'No collector trusts it yet: sekisho key trust {{id}} --name {{name}}',
    ja: 'まだどのコレクターにも信頼されていません: sekisho key trust {{id}} --name {{name}}',
  },
  'key.trusted': {
    en: 'The collector now trusts the key {{name}} ({{id}}).',
    ja: 'コレクターは鍵{{name}}({{id}})を信頼しました。',
  },
  'key.trusted-for': {
    en: 'The collector now trusts the key {{name}} ({{id}}) to {{role}}: {{component}}.',
    ja: 'コレクターは鍵{{name}}({{id}})を信頼しました({{role}}: {{component}})。',
  },
  'key.every-component': { en: 'every component', ja: 'すべての構成要素' },
  'key.role-release': { en: 'release', ja: 'リリース' },
  'key.role-weak': { en: 'weak releases', ja: '弱いリリース' },
  'key.weak-without-component': {
    en: 'a key for weak releases is trusted for one component: name it (--component NAME), once for each',
    ja: '弱いリリース用の鍵は構成要素を限定して信頼します。--componentで1つずつ指定してください',
  },
  'key.was-revoked': {
    en: 'it was revoked ({{reason}}): make another key',
    ja: '失効した鍵です({{reason}})。別の鍵を作ってください',
  },
  'key.one-role': {
    en: 'a key either releases or approves: make another key for the other',
    ja: '1つの鍵をリリース用と承認用の両方にはできません。もう一方には別の鍵を作ってください',
  },
  'key.weak-of-none': {
    en: 'none: trusted for weak releases of every component, which counts no more (trust it anew with --component)',
    ja: 'なし(すべての構成要素の弱いリリースへの信頼は無効になりました。--componentを付けて信頼し直してください)',
  },
  'key.role-approve': { en: 'approve', ja: '承認' },
  'key.revoked': {
    en: 'The key {{id}} is revoked: nothing that it signs is believed from now on.',
    ja: '鍵{{id}}を失効させました。今後この鍵の署名は信頼されません。',
  },
  'key.signed-before': {
    en: 'What it signed before stays as it is ({{count}}). Revoke what you no longer believe (sekisho release revoke COMPONENT VERSION --reason TEXT):',
    ja: 'これまでに署名した{{count}}件はそのまま残ります。信頼できないものは失効させてください(sekisho release revoke 構成要素 版 --reason 理由):',
  },
  'key.revoked-since': {
    en: 'revoked {{at}} by {{by}}: {{reason}}',
    ja: '失効 {{at}} {{by}}: {{reason}}',
  },
  'key.none': {
    en: 'there is no signing key yet: make one with "sekisho key create NAME --trust"',
    ja: '署名鍵がまだありません。「sekisho key create NAME --trust」で作ってください',
  },
  'key.several': {
    en: 'there are several keys: choose with --key one of {{names}}',
    ja: '鍵が複数あります。--keyで指定してください: {{names}}',
  },
} as const
