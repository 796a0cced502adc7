// Owns the words of approvals on the command line, their help included, in both languages.

export const approvalMessages = {
  'approval.asked': { en: 'approved by {{by}} at {{at}}: {{reason}}', ja: '承認者 {{by}}({{at}}): {{reason}}' },
  'approval.unseconded': { en: 'nobody has confirmed it', ja: '未確認' },
  'approval.seconded': { en: 'confirmed by {{by}} at {{at}}', ja: '確認者 {{by}}({{at}})' },
  'approval.taken-back': { en: 'withdrawn by {{by}} at {{at}}: {{reason}}', ja: '取消 {{by}}({{at}}): {{reason}}' },
  'approval.waits': {
    en: '{{count}} of them are payment files and permit nothing yet: somebody else confirms them with "sekisho approval confirm ID".',
    ja: 'うち {{count}} 件は決済ファイルのため、まだ有効ではありません。別の担当者が「sekisho approval confirm ID」で確認してください。',
  },
  'approval.one-of': {
    en: 'say what is to be approved: --finding, or --incident, or --site with --path and --sha256',
    ja: '承認の対象を指定してください: --finding、--incident、または--site・--path・--sha256',
  },
  'site.four-eyes-on': {
    en: 'On {{site}} approvals of payment files wait for a second person.',
    ja: '{{site}} では、決済ファイルの承認に2人目の確認が必要です。',
  },
  'site.four-eyes-off': {
    en: 'On {{site}} one person alone may approve payment files. Each such approval says so.',
    ja: '{{site}} では、1人で決済ファイルを承認できます(その旨が各承認に表示されます)。',
  },
  'permit.approval': { en: 'approval', ja: '承認' },

  'command.approval': {
    en: 'Approvals: what people permit by path and content.',
    ja: '承認(パスと内容を指定した許可)を扱います。',
  },
  'command.approval.add': {
    en: 'Permit contents at their paths: what findings show, all that stands in an incident, or one that is named. Payment files wait for a second person.',
    ja: '内容をそのパスで許可します(検知、インシデント全体、または個別指定)。決済ファイルは2人目の確認が必要です。',
  },
  'command.approval.confirm': { en: 'Confirm one as the second person.', ja: '2人目として確認します。' },
  'command.approval.withdraw': { en: 'Take one back: it permits nothing any more.', ja: '承認を取り消します。' },
  'command.approval.list': { en: 'List approvals, the newest first.', ja: '承認を新しい順に表示します。' },
  'command.site.four-eyes': {
    en: 'Say whether approvals of payment files need a second person on a site.',
    ja: '決済ファイルの承認に2人目の確認を必要とするかを設定します。',
  },
  'argument.approval': { en: 'number of an approval', ja: '承認の番号' },
  'argument.on-off': { en: 'on or off', ja: 'onまたはoff' },
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
  'option.approval-state': {
    en: 'only those that are waiting, in-force or withdrawn',
    ja: '状態で絞り込み(waiting、in-force、withdrawn)',
  },
} as const
