// Owns the words of what is wrong with a command line, in English and Japanese.

export const usageMessages = {
  'usage.missing-argument': {
    en: 'argument {{name}} is missing. See --help.',
    ja: '引数{{name}}がありません。--helpを参照してください。',
  },
  'usage.option-without-value': { en: 'option {{option}} needs a value', ja: 'オプション{{option}}には値が必要です' },
  'usage.missing-option': { en: 'option {{option}} is needed', ja: 'オプション{{option}}が必要です' },
  'usage.unknown-option': { en: 'unknown option {{option}}.', ja: '未知のオプション{{option}}です。' },
  'usage.conflicting': { en: '{{option}} excludes {{other}}', ja: '{{option}}と{{other}}は併用できません' },
  'usage.unknown-command': { en: 'unknown command {{command}}.', ja: '未知のコマンド{{command}}です。' },
  'usage.too-many-arguments': {
    en: 'too many arguments. See --help.',
    ja: '引数が多すぎます。--helpを参照してください。',
  },
  'usage.invalid-value': {
    en: '{{option}}: "{{value}}" is not allowed. {{why}}',
    ja: '{{option}}: 「{{value}}」は使えません。{{why}}',
  },
  'usage.one-of': { en: 'Allowed: {{values}}.', ja: '使える値: {{values}}。' },
  'usage.number': {
    en: 'Allowed: a whole number from {{least}} to {{most}}.',
    ja: '使える値: {{least}}から{{most}}までの整数。',
  },
  'usage.time': {
    en: 'Allowed: a date, a time with zone, or an age such as 2h.',
    ja: '使える値: 日付、タイムゾーン付きの時刻、または2hのような経過時間。',
  },
  'usage.overlap': { en: 'Allowed: 0, or a time such as 30m or 2h.', ja: '使える値: 0、または30mや2hのような時間。' },
  'usage.expire-at': {
    en: 'Allowed: a date such as 2026-12-31, or a time with its zone such as 2026-12-31T18:00+09:00.',
    ja: '使える値: 2026-12-31のような日付、または2026-12-31T18:00+09:00のようなタイムゾーン付きの時刻。',
  },
  'usage.sha256': { en: 'A sha256 has 64 hex digits.', ja: 'sha256は16進数64桁です。' },
  'usage.lifetime': { en: 'Allowed: a lifetime such as 12h or 90d.', ja: '使える値: 12hや90dのような期間。' },
  'usage.path': {
    en: 'Allowed: a path below the root such as upload/a.php, a folder such as upload/, or an absolute path; each without empty, "." and ".." parts.',
    ja: '使える値: upload/a.phpのようなルートより下のパス、upload/のようなフォルダー、または絶対パス(空・「.」・「..」の部分は不可)。',
  },
  'usage.absolute': { en: 'Allowed: an absolute path.', ja: '使える値: 絶対パス。' },
} as const
