// Owns the words of the dashboard about what sites have and ask for, and what is left of replaced releases, in both languages.

export const sitePageMessages = {
  'replaced.stale': { en: 'stale, to be removed: {{count}}', ja: '旧版の残存(削除対象): {{count}} 件' },
  'replaced.stale-most': {
    en: 'stale, to be removed: at least {{count}}',
    ja: '旧版の残存(削除対象): {{count}} 件以上',
  },
  'replaced.overlap': {
    en: '{{count|file|files}} of {{version}} still in overlap until',
    ja: '{{version}} の {{count}} ファイルが移行期間中、期限',
  },
  'replaced.not-read': {
    en: 'What is left of replaced releases could not be read',
    ja: '旧リリースの残存状況を読み込めません',
  },
  'replaced.which': { en: 'Which?', ja: '一覧' },
  'replaced.list': { en: 'Stale files of {{component}}', ja: '{{component}} の旧版の残存' },
  'replaced.first-only': { en: 'Shown are the first {{shown}}.', ja: '先頭の {{shown}} 件を表示しています。' },

  'decide.expire': { en: 'Let it expire', ja: '期限を設定' },
  'decide.expire-never': { en: 'Never let it expire', ja: '期限をなくす' },
  'decide.expire-at': { en: 'Expires (midnight UTC)', ja: '期限(UTC 0時)' },
  'decide.expire-reason': { en: 'Why it expires then, or never', ja: '期限を変える理由' },
  'decide.expire-why': {
    en: 'From then on it permits nothing; what only it permits becomes unauthorised.',
    ja: '期限後は何も許可しません。このリリースだけが許可するファイルは未許可になります。',
  },

  'sites.not-listed': { en: 'The sites could not be read', ja: 'サイトの一覧を読み込めません' },
  'sites.not-read': { en: 'The sites could not be read: {{detail}}', ja: 'サイトの一覧を読み込めません: {{detail}}' },
  'sites.title': { en: 'Sites', ja: 'サイト' },
  'sites.has-nothing': {
    en: 'has no component: everything on it needs an approval',
    ja: '構成要素なし(すべてに承認が必要)',
  },
  'sites.no-release': { en: 'none current', ja: '現行なし' },
  'sites.remove': { en: 'Take it away …', ja: '利用をやめる…' },
  'sites.remove-named': { en: 'Take {{component}} away …', ja: '{{component}} の利用をやめる…' },
  'sites.remove-do': { en: 'Take it away', ja: '利用をやめる' },
  'sites.remove-means': {
    en: 'All that {{component}} permits on {{site}} becomes unauthorised at once, unless something else permits it.',
    ja: '{{site}} で {{component}} が許可しているファイルは、ほかに許可がなければすぐに未許可になります。',
  },
  'sites.add': { en: 'Give it a component …', ja: '構成要素を追加…' },
  'sites.add-not-read': {
    en: 'What could be given to it could not be read',
    ja: '追加できる構成要素を読み込めません',
  },
  'sites.add-which': { en: 'Component', ja: '構成要素' },
  'sites.add-below': { en: 'Below the folder', ja: '配置先フォルダー' },
  'sites.add-do': { en: 'Give it', ja: '追加する' },
  'sites.add-means': {
    en: 'What its current release lists is permitted there from then on, and everything on the site is judged again.',
    ja: '現行リリースの内容が許可され、サイト全体が再判定されます。',
  },
  'sites.cancel': { en: 'Leave it', ja: 'やめる' },
  'sites.refused': { en: 'This was not done', ja: '実行できませんでした' },

  'four-eyes.label': { en: 'Approvals ask for a second person', ja: '2人目の確認' },
  'four-eyes.true': { en: 'for payment files', ja: '決済ファイルで必要' },
  'four-eyes.always': { en: 'always', ja: '常に必要' },
  'four-eyes.false': { en: 'never', ja: '不要' },
  'four-eyes.means-true': {
    en: 'One person approves alone, but approvals of payment files wait for a second one.',
    ja: '承認は1人でできますが、決済ファイルの承認は2人目の確認を待ちます。',
  },
  'four-eyes.means-always': {
    en: 'Every approval on this site waits for a second person, those by pattern too.',
    ja: 'このサイトの承認は、パターンによるものも含めすべて2人目の確認を待ちます。',
  },
  'four-eyes.means-false': {
    en: 'One person alone approves payment files too: whoever takes over one account can let a skimmer pass.',
    ja: '決済ファイルも1人で承認できます。1つのアカウントが乗っ取られると、不正な決済コードも承認されかねません。',
  },
  'four-eyes.stays': {
    en: 'Approvals that were asked for already stay as they are.',
    ja: '申請済みの承認はそのままです。',
  },
  'four-eyes.do': { en: 'Change it', ja: '変更する' },
} as const
