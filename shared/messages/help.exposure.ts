// Owns the help of what was there when, in English and Japanese.

export const exposureHelpMessages = {
  'command.incidents.exposure': {
    en: 'From when to when each file of an incident was there: not before, at the latest, and where nothing can be said.',
    ja: 'インシデントの各ファイルがいつからいつまで存在したかを、確実に言える範囲と言えない時間帯とともに表示します。',
  },
  'command.diff': {
    en: 'What differs between two moments: files that came, went or changed.',
    ja: '2つの時点の違い(追加、削除、変更されたファイル)を表示します。',
  },
  'option.files-at': {
    en: 'what was there at this past moment: a date, a time with its zone, or an age such as 30d',
    ja: '指定した過去の時点の状態(日付、タイムゾーン付き時刻、または30dのような経過時間)',
  },
  'option.diff-from': { en: 'the earlier moment', ja: '前の時点' },
  'option.diff-to': { en: 'the later moment (now, unless told)', ja: '後の時点(省略時は現在)' },
} as const
