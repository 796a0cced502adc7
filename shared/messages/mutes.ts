// Owns the words of mutes on the command line, their help included, in both languages.

export const muteMessages = {
  'mute.in-force': { en: 'in force', ja: '有効' },
  'mute.ended': { en: 'ended', ja: '終了' },
  'mute.over': { en: 'over', ja: '期限切れ' },
  'mute.site': { en: 'site {{site}}', ja: 'サイト {{site}}' },
  'mute.host': { en: 'host {{host}}', ja: 'ホスト {{host}}' },
  'mute.path': { en: 'path {{path}}', ja: 'パス {{path}}' },
  'mute.incident': { en: 'incident {{incident}}', ja: 'インシデント {{incident}}' },
  'mute.until': { en: 'until {{at}}', ja: '{{at}} まで' },
  'mute.made': {
    en: '{{owner}} answers for it; made by {{by}} at {{at}}: {{reason}}',
    ja: '責任者 {{owner}}、設定 {{by}}({{at}}): {{reason}}',
  },
  'mute.ended-by': { en: 'ended by {{by}} at {{at}}: {{reason}}', ja: '終了 {{by}}({{at}}): {{reason}}' },
  'mute.breaks': {
    en: 'Critical findings in payment files and uploads are told all the same, unless a mute names exactly their path and sha256.',
    ja: '決済ファイルとアップロード内の緊急の検知は、パスとsha256を指定した消音を除き、消音中でも通知されます。',
  },

  'mute.so-already': { en: 'it is {{state}} already', ja: '有効な消音ではありません(状態: {{state}})' },
  'mute.end-past': { en: 'its end lies in the past', ja: '期限が過去の時刻です' },
  'mute.end-far': { en: 'its end lies more than 90 days away', ja: '期限は90日以内にしてください' },
  'mute.incident-merged': {
    en: 'it went into incident {{id}}: name that one',
    ja: 'インシデント{{id}}に統合されています。そちらを指定してください',
  },

  'command.mute': {
    en: 'Mutes: alarms that are not told for a while. Findings and incidents stay as they are.',
    ja: '消音(警報を一定期間通知しない設定)を扱います。検知とインシデントには影響しません。',
  },
  'command.mute.add': {
    en: 'Tell no alarms of a site, a host, a path or what stands in an incident, for a reason and until a time.',
    ja: 'サイト、ホスト、パス、またはインシデントの警報を、理由と期限を付けて消音します。',
  },
  'command.mute.list': { en: 'List mutes, the newest first.', ja: '消音を新しい順に表示します。' },
  'command.mute.end': {
    en: 'End one before its time: what it kept back and is still open is told then.',
    ja: '期限前に終了します。保留中で未解決の警報は、その時点で通知されます。',
  },
  'argument.mute': { en: 'number of a mute', ja: '消音の番号' },
  'option.muted-path': {
    en: "pattern of paths below the site's top; beside --sha256 the path itself",
    ja: 'サイト最上位からのパスのパターン(--sha256と併用時はパスそのもの)',
  },
  'option.muted-sha256': { en: 'only this content at exactly that path', ja: 'そのパスのこの内容のみ' },
  'option.muted-incident': {
    en: 'number of an incident: what stands in it now',
    ja: 'インシデントの番号(現在含まれる内容)',
  },
  'option.mute-owner': { en: 'who answers for it; you, unless told', ja: '責任者(省略時は実行者)' },
  'option.mute-until': {
    en: 'its end: a duration from now such as 8h or 7d, a date, or a time with its zone; at most 90 days',
    ja: '期限: 8hや7dなどの期間、日付、またはタイムゾーン付き時刻(最長90日)',
  },
  'option.mute-state': {
    en: 'only those that are in-force, ended or over',
    ja: '状態で絞り込み(in-force、ended、over)',
  },
} as const
