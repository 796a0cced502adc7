// Owns the words in which the API answers people, in English and Japanese: what was refused, and how to mend it.

export const apiMessages = {
  'problem.request-invalid': { en: 'The request is not right: {{detail}}', ja: '要求に誤りがあります: {{detail}}' },
  'problem.no-envelope': {
    en: 'The request is not right: the body must be a DSSE envelope as application/json',
    ja: '要求に誤りがあります: 本文はapplication/jsonのDSSEエンベロープでなければなりません',
  },
  'problem.token-refused': { en: 'No valid token or session.', ja: '有効なトークンまたはセッションがありません。' },
  'problem.role-missing': {
    en: 'This needs the role {{needed}}; you have {{held}}.',
    ja: '権限 {{needed}} が必要です(現在は {{held}})。',
  },
  'problem.origin-refused': {
    en: 'The request came from another site than this page.',
    ja: 'このページ以外のサイトからの要求です。',
  },
  'problem.name-unknown': { en: 'There is no such {{what}}.', ja: '該当する{{what}}はありません。' },
  'problem.release-in-force': {
    en: 'The release is in force, and what is found is compared with it.',
    ja: 'このリリースは有効で、検知した内容との比較に使われています。',
  },
  'problem.host-offline': { en: 'The host has no connection.', ja: 'ホストは接続されていません。' },
  'problem.rate-exceeded': {
    en: 'Too many requests: wait {{seconds}} s.',
    ja: '要求が多すぎます。{{seconds}} 秒お待ちください。',
  },
  'problem.store-busy': { en: 'The collector is busy.', ja: 'コレクターが混み合っています。' },
  'problem.releases-coming': {
    en: 'Of a customer {{most}} releases are taken at a time, and one of more than {{bytes}} bytes: others of yours are on their way.',
    ja: '同時に受け付けるリリースは顧客ごとに {{most}} 件まで、うち {{bytes}} バイトを超えるものは 1 件までです。送信中のリリースがあります。',
  },
  'problem.body-slow': {
    en: 'The release came too slowly: {{bytes}} bytes in {{seconds}} s, where at least {{least}} bytes were expected.',
    ja: 'リリースの受信が遅すぎます: {{seconds}} 秒間に {{bytes}} バイトでした(最低 {{least}} バイト必要です)。',
  },
  'problem.body-cut': {
    en: 'The release was cut short: {{came}} of {{bytes}} bytes came.',
    ja: 'リリースが途中で途切れました: {{bytes}} バイトのうち {{came}} バイトしか届いていません。',
  },
  'problem.body-unsized': {
    en: 'The release was sent without content-length.',
    ja: 'リリースに content-length がありません。',
  },
  'problem.body-large': {
    en: 'The release is too large: {{bytes}} bytes, where at most {{most}} are taken.',
    ja: 'リリースが大きすぎます: {{bytes}} バイトです(最大 {{most}} バイト)。',
  },
  'problem.body-packed': {
    en: 'The release was sent with content-encoding.',
    ja: 'リリースに content-encoding が付いています。',
  },
  'problem.composing': {
    en: 'Two hosts are looked at at a time, and one of a customer: none of these places is free for you.',
    ja: '構成の確認は同時に 2 ホスト、顧客ごとに 1 ホストまでです。現在空きがありません。',
  },
  'problem.link-refused': {
    en: 'This sign-in link was used already, or has expired.',
    ja: 'このサインインリンクは使用済みか、期限切れです。',
  },
  'problem.no-session': { en: 'There is no session to end.', ja: '終了するセッションがありません。' },
  'problem.internal': {
    en: 'The collector failed. Its log says why.',
    ja: 'コレクターで障害が発生しました。詳細はログをご覧ください。',
  },
  'problem.not-found': { en: 'There is nothing here.', ja: 'ここには何もありません。' },
  'problem.page-missing': {
    en: 'The page has not been built. Build it with: npm run prestart',
    ja: 'ページが未作成です。次のコマンドで作成してください: npm run prestart',
  },
  'problem.no-site': {
    en: 'there is no site {{name}} (all of them: sekisho site list)',
    ja: 'サイト{{name}}はありません(一覧: sekisho site list)',
  },
  'problem.no-site-yet': {
    en: 'there is no site yet (sekisho site add NAME)',
    ja: 'サイトがまだありません(sekisho site add NAME)',
  },
  'problem.one-of-sites': { en: 'name one of the sites: {{sites}}', ja: 'サイトを指定してください: {{sites}}' },
  'problem.no-host': {
    en: 'there is no host {{name}} (all of them: sekisho hosts)',
    ja: 'ホスト{{name}}はありません(一覧: sekisho hosts)',
  },

  'mend.request-invalid': {
    en: 'GET /api/v1/openapi.json describes every request.',
    ja: '要求の仕様は GET /api/v1/openapi.json をご覧ください。',
  },
  'mend.cursor': { en: 'Start the listing anew.', ja: '一覧を最初から取得してください。' },
  'mend.token-refused': {
    en: 'Make a token with: sekisho token create — or open a new sign-in link.',
    ja: 'sekisho token create でトークンを作成するか、新しいサインインリンクを開いてください。',
  },
  'mend.role-missing': {
    en: 'Use a token of that role: sekisho token create --role {{needed}}',
    ja: 'その権限のトークンを使ってください: sekisho token create --role {{needed}}',
  },
  'mend.release-in-force': {
    en: 'Revoke it, make another version current, or wait until its overlap is over.',
    ja: '失効させるか、別のバージョンを現行にするか、移行期間が終わるまでお待ちください。',
  },
  'mend.role-missing-page': {
    en: 'On the collector’s machine: sekisho user role NAME --role {{needed}} gives it to a person, sekisho user add NAME --role {{needed}} makes one who has it.',
    ja: 'コレクターのマシンで、担当者の役割を変更するにはsekisho user role NAME --role {{needed}}、担当者を追加するにはsekisho user add NAME --role {{needed}}を実行してください。',
  },
  'mend.host-offline': {
    en: 'Its scheduled walk comes all the same. See: sekisho hosts',
    ja: '定期巡回は予定どおり行われます。sekisho hosts で状態を確認できます。',
  },
  'mend.link-refused': {
    en: 'On the collector’s machine, "sekisho link" makes a new one.',
    ja: 'コレクターのマシンで「sekisho link」を実行すると新しいリンクを作れます。',
  },
  'mend.body-slow': {
    en: 'Send it again from where the line is faster, or make several components of it.',
    ja: 'より速い回線から再送するか、複数の構成要素に分けてください。',
  },
  'mend.body-cut': { en: 'Send it again, whole.', ja: '全体をもう一度送ってください。' },
  'mend.body-unsized': {
    en: 'Send it with its content-length, and not in chunks.',
    ja: 'チャンク形式ではなく、content-length を付けて送ってください。',
  },
  'mend.body-large': {
    en: 'Make several components of it.',
    ja: '複数の構成要素に分けてください。',
  },
  'mend.body-packed': {
    en: 'Send it as it is, without content-encoding.',
    ja: '圧縮などの変換をせず、content-encoding なしで送ってください。',
  },
  'mend.later': { en: 'Try again in a moment.', ja: 'しばらくしてからもう一度お試しください。' },

  'thing.finding': { en: 'finding', ja: '検知' },
  'thing.content': { en: 'content', ja: '内容' },
  'thing.channel': { en: 'channel', ja: 'チャンネル' },
  'thing.incident': { en: 'incident', ja: 'インシデント' },
  'thing.host': { en: 'host', ja: 'ホスト' },
  'thing.root': { en: 'root', ja: 'ルート' },
  'thing.profile': { en: 'profile', ja: 'プロファイル' },
  'thing.path': { en: 'path', ja: 'パス' },

  'client.unreachable': {
    en: 'No collector answers at {{address}}.',
    ja: '{{address}} のコレクターが応答しません。',
  },
  'client.not-sekisho': {
    en: 'What answers at {{address}} is not a Sekisho collector of this version.',
    ja: '{{address}} で応答しているのは、この版の Sekisho ではありません。',
  },
} as const
