// Owns the words of the dashboard about what a host holds, beside those that the command line has too, in both languages.

export const composePageMessages = {
  'compose.open': { en: 'What does a host hold? …', ja: 'ホストの内容を調べる…' },
  'compose.where': { en: 'Host and folder', ja: 'ホストとフォルダー' },
  'compose.all-roots': { en: '{{host}}: all its folders', ja: '{{host}}: すべてのフォルダー' },
  'compose.look': { en: 'Look', ja: '調べる' },
  'compose.close': { en: 'Close', ja: '閉じる' },
  'compose.not-read': { en: 'It could not be looked at', ja: '調べられませんでした' },
  'compose.no-root': {
    en: 'No host has a folder of this site yet.',
    ja: 'このサイトのフォルダーを持つホストはまだありません。',
  },
  'compose.give': { en: 'Give it {{component}}', ja: '{{component}}を追加する' },
  'compose.all-groups': { en: 'Show all {{count}} groups', ja: '{{count}} グループをすべて表示' },
  'compose.groups': { en: 'Left on {{host}}', ja: '{{host}} の残り' },
} as const
