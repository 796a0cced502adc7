// Owns the words of approvals on the command line, their help included, in both languages.

export const approvalMessages = {
  'approval.asked': { en: 'approved by {{by}} at {{at}}: {{reason}}', ja: '承認者 {{by}}({{at}}): {{reason}}' },
  'approval.unseconded': { en: 'nobody has confirmed it', ja: '未確認' },
  'approval.seconded': { en: 'confirmed by {{by}} at {{at}}', ja: '確認者 {{by}}({{at}})' },
  'approval.taken-back': { en: 'withdrawn by {{by}} at {{at}}: {{reason}}', ja: '取消 {{by}}({{at}}): {{reason}}' },
  'approval.waits': {
    en: '{{count}} of them ask for a second person and permit nothing yet: somebody else confirms them with "sekisho approval confirm ID".',
    ja: 'うち {{count}} 件は2人目の確認が必要なため、まだ有効ではありません。別の担当者が「sekisho approval confirm ID」で確認してください。',
  },
  'approval.one-of': {
    en: 'say what is to be approved: --finding, or --incident, or --site with --path and --sha256, or --site with --pattern',
    ja: '承認の対象を指定してください: --finding、--incident、または--site・--path・--sha256、または--site・--pattern',
  },
  'site.four-eyes-on': {
    en: 'On {{site}} approvals of payment files wait for a second person.',
    ja: '{{site}} では、決済ファイルの承認に2人目の確認が必要です。',
  },
  'site.four-eyes-off': {
    en: 'On {{site}} one person alone may approve payment files. Each such approval says so.',
    ja: '{{site}} では、1人で決済ファイルを承認できます(その旨が各承認に表示されます)。',
  },
  'site.four-eyes-always': {
    en: 'On {{site}} every approval waits for a second person.',
    ja: '{{site}} では、すべての承認に2人目の確認が必要です。',
  },
  'approval.pattern-needs': {
    en: 'a pattern needs --site, and --until: at most 180 days from now',
    ja: 'パターンには--siteと--until(最長180日)を指定してください',
  },
  'approval.all-already': { en: 'all of this is approved already', ja: 'すべて承認済みです' },
  'approval.waits-not': {
    en: 'it is {{state}}, and waits for nobody',
    ja: '確認待ちではありません(状態: {{state}})',
  },
  'approval.so-already': { en: 'it is {{state}} already', ja: 'すでに{{state}}です' },
  'approval.own': {
    en: 'somebody else than who asked for it must confirm it',
    ja: '承認を申請した本人以外が確認してください',
  },
  'approval.unbound': {
    en: 'its root is bound to no site: bind it first',
    ja: 'ルートがサイトに未割当です。先に割り当ててください',
  },
  'approval.no-content': {
    en: 'it shows no content of a file or link that an approval could name',
    ja: '承認の対象にできるファイルまたはリンクの内容がありません',
  },
  'approval.malicious': {
    en: 'its content is marked as malicious: nothing permits it',
    ja: '悪性に指定された内容のため、許可できません',
  },
  'approval.end-far': {
    en: 'it ends at most 180 days from now, and not before now',
    ja: '期限は現在から180日以内にしてください(過去は不可)',
  },
  'approval.patterns-many': {
    en: 'the site has {{most}} approvals by pattern: withdraw some first',
    ja: 'このサイトのパターン承認は上限の{{most}}件です。先に一部を取り消してください',
  },
  'explained.pattern-covers': {
    en: 'Approval {{id}} of {{by}} permits what comes to {{pattern}} until {{until}}: {{reason}}',
    ja: '承認{{id}}({{by}})が{{until}}まで{{pattern}}への変更を許可しています: {{reason}}',
  },
  'explained.pattern-not': {
    en: 'Approval {{id}} of {{by}} for {{pattern}} (until {{until}}) does not cover it: {{why}}.',
    ja: '承認{{id}}({{by}}、{{pattern}}、{{until}}まで)の対象外です: {{why}}。',
  },
  'usage.bytes': { en: 'Allowed: a size such as 200KiB or 5MiB.', ja: '使える値: 200KiBや5MiBなどのサイズ。' },
  'permit.pattern': { en: 'approval by pattern', ja: 'パターン承認' },
  'permit.approval': { en: 'approval', ja: '承認' },

  'command.approval': {
    en: 'Approvals: what people permit by path and content, or by pattern for a time.',
    ja: '承認(パスと内容、または期限付きのパターンによる許可)を扱います。',
  },
  'command.approval.add': {
    en: 'Permit contents at their paths: what findings show, all that stands in an incident, or one that is named. Payment files wait for a second person. Or permit what comes where a pattern names, within limits, for a time.',
    ja: '内容をそのパスで許可します(検知、インシデント全体、または個別指定)。決済ファイルは2人目の確認が必要です。パターンと条件による期限付きの許可もできます。',
  },
  'command.approval.confirm': { en: 'Confirm one as the second person.', ja: '2人目として確認します。' },
  'command.approval.withdraw': { en: 'Take one back: it permits nothing any more.', ja: '承認を取り消します。' },
  'command.approval.list': { en: 'List approvals, the newest first.', ja: '承認を新しい順に表示します。' },
  'command.site.four-eyes': {
    en: 'Say whether approvals of payment files, or all of them, need a second person on a site.',
    ja: '決済ファイルまたはすべての承認に2人目の確認を必要とするかを設定します。',
  },
  'argument.approval': { en: 'number of an approval', ja: '承認の番号' },
  'argument.on-off': { en: 'on (payment files), off, or always', ja: 'on(決済ファイル)、off、always(すべて)' },
  'option.approved-finding': {
    en: 'number of a finding whose content is permitted at its path (again for each)',
    ja: '許可する検知の番号(複数指定可)',
  },
  'option.approved-incident': {
    en: 'number of an incident: every content that stands in it',
    ja: 'インシデントの番号(現存するすべての内容)',
  },
  'option.approved-path': { en: "path below the site's top", ja: 'サイトの最上位からのパス' },
  'option.approved-sha256': { en: 'sha256 of the content', ja: '内容のsha256' },
  'option.approved-pattern': {
    en: "paths below the site's top whose files are permitted, such as app/template/**",
    ja: '許可するパスのパターン(サイトの最上位から、例: app/template/**)',
  },
  'option.approved-class': {
    en: 'only files of this class (again for others); without it nothing that could be executed',
    ja: '対象の種別(複数可)。省略時は実行可能なファイルを含みません',
  },
  'option.approved-extension': { en: 'only this extension (again for others)', ja: '対象の拡張子(複数可)' },
  'option.approved-largest': { en: 'only files up to this size, such as 200KiB', ja: '最大サイズ(例: 200KiB)' },
  'option.approved-until': {
    en: 'when it ends: 90d from now, a date, or a time with its zone (at most 180 days)',
    ja: '期限: 90dなどの期間、日付、またはタイムゾーン付きの時刻(最長180日)',
  },
  'option.approved-preview': {
    en: 'only say what it would permit now',
    ja: '許可される対象を表示するだけで、承認しない',
  },
  'option.of-approval': {
    en: 'only what rests on this approval by pattern',
    ja: 'このパターン承認だけを根拠とするもの',
  },
  'option.approval-state': {
    en: 'only those that are waiting, in-force, ended or withdrawn',
    ja: '状態で絞り込み(waiting、in-force、ended、withdrawn)',
  },
} as const
