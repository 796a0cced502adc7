// Owns the words of how long everything is kept, on the command line, in English and Japanese.

export const keepingMessages = {
  'command.keeping': {
    en: 'How long everything is kept, how much of it there is, and what goes with the next run.',
    ja: '保存期間、現在の件数、次回の整理で削除されるものを表示します。',
  },
  'keeping.row': {
    en: '{{held}} since {{from}}, kept for {{days|day|days}}; older than that: {{due}}, within 30 days: {{soon}}',
    ja: '{{held}}件({{from}}以降)、保存期間{{days}}日。超過{{due}}件、30日以内に超過{{soon}}件',
  },
  'keeping.next': {
    en: 'Next run: {{at}}. What is open, stands there, or is needed by what is kept stays all the same.',
    ja: '次回の整理: {{at}}。未対応のもの、現存するもの、保存対象が参照するものは、期間を過ぎても残ります。',
  },
  'keeping.never': { en: 'This collector prunes nothing.', ja: 'このコレクターは整理を行いません。' },
  'keeping.running': {
    en: 'A run is under way since {{since}}: {{stage}}.',
    ja: '整理を実行中({{since}}から): {{stage}}',
  },
  'keeping.last': { en: 'Last run: {{at}}; gone: {{taken}}', ja: '前回の整理: {{at}}、削除: {{taken}}' },
  'keeping.nothing': { en: 'nothing', ja: 'なし' },
} as const
