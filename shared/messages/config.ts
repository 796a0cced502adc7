// Owns the words with which a config file is refused, in English and Japanese.

export const configMessages = {
  'config.unreadable': { en: 'the file cannot be read: {{detail}}', ja: 'ファイルを読み取れません: {{detail}}' },
  'config.not-utf8': { en: 'not UTF-8', ja: 'UTF-8ではありません' },
  'config.too-large': {
    en: 'the file is larger than 1 MB: it is no config file',
    ja: 'ファイルが1MBを超えています。設定ファイルではありません',
  },
  'config.yaml': { en: 'not valid YAML: {{detail}}', ja: 'YAMLとして正しくありません: {{detail}}' },
  'config.unknown-key': {
    en: 'unknown key "{{key}}"; allowed here: {{known}}.',
    ja: '未知のキー「{{key}}」です。ここで使えるキー: {{known}}。',
  },
  'config.nearest': { en: 'Did you mean "{{nearest}}"?', ja: '「{{nearest}}」のことですか?' },
  'config.wrong': { en: '"{{key}}" must be {{allowed}}', ja: '「{{key}}」は{{allowed}}でなければなりません' },
  'profile.twice': {
    en: 'there is another profile {{name}}, in {{other}}: choose a name of its own, and extend that one',
    ja: '同名のプロファイル「{{name}}」が{{other}}にあります。別の名前を付け、extendsで拡張してください',
  },
  'profile.circle': {
    en: 'profile {{name}} extends itself, through others or directly',
    ja: 'プロファイル「{{name}}」が(間接的に)自分自身を拡張しています',
  },
  'config.missing': { en: '"{{key}}" is missing here', ja: '「{{key}}」がここにありません' },
  'config.type': { en: '{{type}}', ja: '{{type}}' },
  'config.type.string': { en: 'text', ja: '文字列' },
  'config.type.number': { en: 'a number', ja: '数値' },
  'config.type.int': { en: 'a whole number', ja: '整数' },
  'config.type.boolean': { en: 'true or false', ja: 'trueまたはfalse' },
  'config.type.array': { en: 'a list', ja: 'リスト' },
  'config.type.object': { en: 'a map of keys', ja: 'キーと値の組' },
  'config.type.other': { en: 'of another type', ja: '別の型' },
  'config.one-of': { en: 'one of {{values}}', ja: '{{values}}のいずれか' },
  'config.least': { en: 'at least {{least}}', ja: '{{least}}以上' },
  'config.most': { en: 'at most {{most}}', ja: '{{most}}以下' },
  'config.more-than': { en: 'more than {{least}}', ja: '{{least}}より大きい数' },
  'config.less-than': { en: 'less than {{most}}', ja: '{{most}}より小さい数' },
  'config.least-characters': { en: 'at least {{least|character|characters}} long', ja: '{{least}}文字以上' },
  'config.most-characters': { en: 'at most {{most|character|characters}} long', ja: '{{most}}文字以下' },
  'config.least-items': { en: 'a list of at least {{least}}', ja: '{{least}}件以上のリスト' },
  'config.most-items': { en: 'a list of at most {{most}}', ja: '{{most}}件以下のリスト' },
  'config.datetime': {
    en: 'a time with its zone, such as 2026-11-30T10:00:00.000Z',
    ja: '2026-11-30T10:00:00.000Zのようなタイムゾーン付きの時刻',
  },
  'config.form': { en: 'of the form {{form}}', ja: '形式{{form}}の値' },
  'config.pattern': { en: 'a pattern; this one {{why}}', ja: 'パターン(この値の問題: {{why}})' },
  'config.rehash': { en: 'a duration from 1m to 365d, such as 6h', ja: '1mから365dまでの時間(例: 6h)' },
  'config.folder': {
    en: 'a folder below the root, such as app/template, where * stands for a whole name',
    ja: 'ルートより下のフォルダー(例: app/template、*は1つの名前の代わり)',
  },
  'field.unknown': { en: 'is no key that is known here', ja: 'ここでは使えないキーです' },
  'field.wrong': { en: 'must be {{allowed}}', ja: '{{allowed}}でなければなりません' },
  'redact-rule.long': { en: 'has more than {{most}} characters', ja: '{{most}}文字を超えています' },
  'redact-rule.space': { en: 'has a space too many', ja: '空白が余分にあります' },
  'redact-rule.words': { en: 'has more than {{most}} words', ja: '語が{{most}}個を超えています' },
  'redact-rule.stars': { en: 'has more than {{most}} *', ja: '*が{{most}}個を超えています' },
  'redact-rule.end': { en: 'must end in SECRET, and hold it once', ja: '最後に一度だけSECRETが必要です' },
  'redact-rule.open': {
    en: 'has * directly before SECRET: it would not be known where that begins',
    ja: 'SECRETの直前に*があり、どこから隠すか分かりません',
  },
  'redact-rule.all': { en: 'would hide everything', ja: 'すべてを隠してしまいます' },
  'config.duration': {
    en: 'a duration from {{least}} to {{most}}, such as 30s, 15m, 2h or 7d',
    ja: '{{least}}から{{most}}までの時間(例: 30s、15m、2h、7d)',
  },
  'config.duration-or-auto': {
    en: 'auto, or a duration from {{least}} to {{most}}, such as 30s, 15m, 2h or 7d',
    ja: 'auto、または{{least}}から{{most}}までの時間(例: 30s、15m、2h、7d)',
  },
  'config.bytes': {
    en: 'a size from {{least}} to {{most}}, such as 64MiB or 1GiB',
    ja: '{{least}}から{{most}}までの大きさ(例: 64MiB、1GiB)',
  },
  'config.above-floor': {
    en: 'a size of at least {{least}}: one and a half times the floor (disk.floor)',
    ja: '{{least}}以上の大きさ(下限disk.floorの1.5倍)',
  },
  'config.absolute': {
    en: 'an absolute path without "." or ".." parts',
    ja: '「.」や「..」を含まない絶対パス',
  },
  'config.rate': {
    en: 'a number of messages, from 1 to 6000, and "/minute", such as 20/minute',
    ja: '1から6000までの件数に「/minute」を付けた値(例: 20/minute)',
  },
  'config.time-zone': { en: 'a time zone such as Asia/Tokyo', ja: 'Asia/Tokyoのようなタイムゾーン' },
  'config.ca-or-pin': { en: 'either "ca" or "pin", not both', ja: '「ca」か「pin」のどちらか一方だけ' },
  'config.pin': {
    en: 'the sha256 of the certificate: 64 lower-case hex digits',
    ja: '証明書のsha256(小文字の16進数64桁)',
  },
  'config.redact': {
    en: 'a pattern of what is hidden in command lines, such as "--pin SECRET"; this one {{why}}',
    ja: '「--pin SECRET」のような、コマンドラインの伏せ字パターン(この値の問題: {{why}})',
  },
  'config.ws-url': {
    en: 'an address such as wss://collector.example:4649',
    ja: 'wss://collector.example:4649のようなアドレス',
  },
} as const
