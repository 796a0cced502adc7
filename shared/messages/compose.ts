// Owns the words of composing a site, on the command line and on the page: what is recognised on a host, and how suspicious
// what is left is; in both languages.

export const composeMessages = {
  'suspicion.malicious': { en: 'marked as malicious', ja: '悪性と登録済み' },
  'suspicion.executable-upload': {
    en: 'executable among uploads or logs',
    ja: 'アップロード・ログ内の実行可能ファイル',
  },
  'suspicion.payment': { en: 'payment file', ja: '決済ファイル' },
  'suspicion.directives': { en: 'configuration that changes what runs', ja: '実行内容を変える設定' },
  'suspicion.intruder': { en: 'unknown code beside known code', ja: '既知のコードに混ざった未知のコード' },
  'suspicion.generated': {
    en: 'code in a cache that is not the cache’s own',
    ja: 'キャッシュ自身のものではないコード',
  },
  'suspicion.unknown-code': { en: 'unknown code', ja: '未知のコード' },
  'suspicion.changed': { en: 'known file, other content', ja: '既知のファイルの改変' },
  'suspicion.hidden': { en: 'content not known', ja: '内容を確認できないもの' },
  'suspicion.odd-upload': {
    en: 'odd file among uploads, caches or logs',
    ja: 'アップロード・キャッシュ・ログ内の不審なファイル',
  },
  'suspicion.unknown-file': { en: 'unknown file that runs nowhere', ja: '未知のファイル(実行されないもの)' },
  'suspicion.stale': { en: 'stale: of a release that has ended', ja: '旧版の残存' },
  'suspicion.vouched': {
    en: 'adopted, or covered for a while: known to nobody',
    ja: '現状承認・一時的な許可のみ(内容は未確認)',
  },

  'compose.summary': {
    en: '{{files|file|files}}: {{known}} known, {{settled}} covered by their class or approved, {{left}} left',
    ja: '{{files}} ファイル: 既知 {{known}}、種別の規則または承認で許可 {{settled}}、残り {{left}}',
  },
  'compose.proposed': { en: 'Recognised, and not the site’s yet', ja: '認識された構成要素(未追加)' },
  'compose.none': {
    en: 'No other published component is recognised there.',
    ja: 'ほかに認識できる公開済みの構成要素はありません。',
  },
  'compose.had': { en: 'The site’s already', ja: '追加済みの構成要素' },
  'compose.fits': {
    en: '{{matches}} of {{files|file|files}} as released, {{differs}} differ, {{missing}} missing',
    ja: '{{files}} ファイル中 一致 {{matches}}、相違 {{differs}}、欠落 {{missing}}',
  },
  'compose.unknown': {
    en: '{{unknown}} not compared, without a sha256: the profile asks for none there, or the file could not be read',
    ja: '比較不能 {{unknown}}(sha256なし: プロファイルがsha256を求めない場所か、読み取れないファイル)',
  },
  'compose.former': {
    en: 'a former version: {{current}} is current, and alone permitted',
    ja: '旧版です。現行は {{current}} で、許可されるのは現行だけです',
  },
  'compose.conflict': {
    en: 'cannot be given beside {{component}}: both name {{path}}',
    ja: '{{component}} と両立しません。どちらも {{path}} を含みます',
  },
  'compose.left': { en: 'Left, the most suspicious first', ja: '残り(不審なものから順)' },
  'compose.nothing-left': { en: 'Nothing is left.', ja: '残りはありません。' },
  'compose.group': { en: '{{files|file|files}}', ja: '{{files}} ファイル' },
  'compose.more': { en: 'and {{files|more file|more files}}', ja: 'ほか {{files}} ファイル' },
} as const
