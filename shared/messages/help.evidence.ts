// Owns the help of `sekisho evidence`, in English and Japanese.

export const evidenceHelpMessages = {
  'command.evidence': {
    en: 'Evidence: the signed batches of every agent, as they came.',
    ja: '証拠(各エージェントの署名付きバッチ)を扱います。',
  },
  'command.evidence.verify': {
    en: 'Check every chain of batches from its first to its last: contents, signatures, order, and that none is missing. Reads the database itself; no collector need run.',
    ja: 'すべてのバッチの連鎖を最初から最後まで検証します(内容、署名、順序、欠落)。データベースを直接読むため、コレクターは不要です。',
  },
  'command.evidence.heads': {
    en: 'Print the last batch of every chain. Kept on another machine, they show later whether a chain was rewritten.',
    ja: '各連鎖の最後のバッチを表示します。別のマシンに保管すれば、後で書き換えの有無を確認できます。',
  },
  'option.database': {
    en: "a collector's database, or a copy of it (else that of the state folder)",
    ja: 'コレクターのデータベースまたはその複製(省略時は状態フォルダーのもの)',
  },
  'option.heads': {
    en: 'heads that left the machine earlier, one JSON object a line, as `evidence heads` prints them',
    ja: '以前に持ち出した連鎖の末尾(`evidence heads`の出力。1行に1つのJSON)',
  },
} as const
