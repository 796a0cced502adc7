// Owns the words of the daily digest, in English and Japanese.

export const digestMessages = {
  'digest.subject': {
    en: '[Sekisho] daily digest {{day}}: {{state}}',
    ja: '[Sekisho] 日次報告 {{day}}: {{state}}',
  },
  'digest.late-subject': {
    en: '[Sekisho] late daily digest {{day}}: {{state}}',
    ja: '[Sekisho] 日次報告(遅延) {{day}}: {{state}}',
  },
  'digest.quiet': { en: 'all is quiet', ja: '異常なし' },
  'digest.to-look-at': { en: '{{count}} things to look at', ja: '確認が必要な項目 {{count}} 件' },
  'digest.span': {
    en: 'Daily digest of {{day}}: from {{from}} to {{to}} ({{zone}}).',
    ja: '{{day}} の日次報告: {{from}} から {{to}} まで({{zone}})。',
  },
  'digest.late': {
    en: 'It comes late: it was due at {{due}} and is sent at {{now}}, because the collector did not run or could not send.',
    ja: '遅延した報告です: 予定は {{due}}、送信は {{now}} です(コレクターの停止、または送信不能のため)。',
  },
  'digest.absence': {
    en: 'It comes each day, also when all is quiet. When one does not come, look after the collector.',
    ja: 'この報告は異常がなくても毎日届きます。届かない日は、コレクターを確認してください。',
  },
  'digest.incidents': {
    en: 'Incidents: {{fresh}} new in this time; open now: {{open}}.',
    ja: 'インシデント: この期間の新規 {{fresh}} 件、現在の未終了: {{open}}。',
  },
  'digest.none': { en: 'none', ja: 'なし' },
  'digest.open-count': { en: '{{count}} {{severity}}', ja: '{{severity}} {{count}} 件' },
  'digest.incident': {
    en: '- incident {{id}}, {{severity}}: {{kind}} on {{where}}',
    ja: '- インシデント {{id}}({{severity}}): {{kind}}({{where}})',
  },
  'digest.findings': {
    en: 'Findings in this time: {{all}}, of which {{unauthorised}} have no permit.',
    ja: 'この期間の検知: {{all}} 件(うち許可のないもの {{unauthorised}} 件)。',
  },
  'digest.ungrouped': {
    en: 'The collector is behind: {{count|finding|findings}} without a permit in no incident yet. Their incidents are told as soon as they are there; no digest counts them as new.',
    ja: '処理の遅れ: 許可のない検知 {{count}} 件が、まだインシデントにまとめられていません。まとまり次第通知しますが、日次報告の「新規」には数えられません。',
  },
  'digest.waiting': {
    en: 'Waiting for a person: {{releases}} held releases, {{approvals}} approvals without a second person.',
    ja: '人の対応待ち: 保留中のリリース {{releases}} 件、二人目の確認がない承認 {{approvals}} 件。',
  },
  'digest.disk': {
    en: "The collector's disk: {{left}} left; {{forecast}}.",
    ja: 'コレクターのディスク: 残り {{left}}、{{forecast}}。',
  },
  'digest.without-second': {
    en: 'One person alone approves payment files on {{count|site|sites}}: {{sites}} (sekisho site four-eyes).',
    ja: '決済ファイルを1人で承認できるサイト: {{count}} 件({{sites}})。設定: sekisho site four-eyes',
  },
  'digest.mutes': {
    en: 'Mutes in force: {{count}} (sekisho mute list).',
    ja: '有効な消音: {{count}} 件(sekisho mute list)。',
  },
  'digest.given-up': {
    en: 'Alarms that could not be delivered and were given up: {{count}} (sekisho notify list).',
    ja: '届けられず断念した警報: {{count}} 件(sekisho notify list)。',
  },
  'digest.hosts': {
    en: 'Hosts: {{count}}; not connected: {{away}}.',
    ja: 'ホスト: {{count}} 台、接続していないもの: {{away}}。',
  },
  'digest.hosts-more': { en: '{{hosts}} and {{count}} more', ja: '{{hosts}} ほか {{count}} 台' },
  'digest.covered': {
    en: 'Coverage: {{whole}} of {{count}} roots were watched without a gap.',
    ja: '監視範囲: {{count}} ルート中 {{whole}} ルートが途切れなく監視されました。',
  },
  'digest.gaps': {
    en: '- {{where}}: {{count|gap|gaps}}, {{lasted}} in all ({{causes}})',
    ja: '- {{where}}: 空白 {{count}} 件、合計 {{lasted}}({{causes}})',
  },
  'digest.unknown': {
    en: '- {{where}}: of {{lasted}} nothing is known',
    ja: '- {{where}}: {{lasted}} について監視の記録がありません',
  },
  'digest.more-roots': {
    en: '- and {{count|more root|more roots}} (sekisho coverage)',
    ja: '- ほか {{count}} ルート(sekisho coverage)',
  },
  'digest.heads': {
    en: 'Heads of the evidence: {{count}}. Keep them away from the collector; later: sekisho evidence verify --heads FILE',
    ja: '証拠の末尾: {{count}} 本。コレクターと別の場所に保管し、後で sekisho evidence verify --heads FILE で確認してください。',
  },
  'digest.heads-attached': {
    en: 'The whole list is attached as {{name}}.',
    ja: '全件は添付ファイル {{name}} にあります。',
  },
  'digest.heads-elsewhere': {
    en: '{{count}} more stand in digests by mail and in webhooks of the template sekisho.',
    ja: 'ほか {{count}} 本は、メールおよび sekisho 形式のWebhookの報告にあります。',
  },
  'digest.heads-left': {
    en: '{{count|more chain|more chains}}, of earlier epochs, not listed here: sekisho evidence heads',
    ja: '以前のエポックの連鎖 {{count}} 本は省略しました: sekisho evidence heads',
  },
} as const
