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
  'command.evidence.export': {
    en: 'Write one incident for a forensic firm, insurer or police into a new folder: signed batches, findings, contents of their files, coverage, decisions, audit trail, and a verifier that needs only Node. Reads the state folder itself, also while a collector runs; each content that it hands out is a line in the audit trail.',
    ja: '1件のインシデントを、フォレンジック調査会社・保険会社・警察に渡せる新しいフォルダーに書き出します(署名付きバッチ、検知、ファイル内容、監視状況、判断、監査証跡、Nodeだけで動く検証プログラム)。状態フォルダーを直接読み、コレクターの稼働中でも使えます。書き出した内容は1件ずつ監査証跡に残ります。',
  },
  'option.export-out': {
    en: 'folder that is made, with all that is in it; it must not exist',
    ja: '新しく作るフォルダー(既存のものは指定できません)',
  },
  'option.export-no-contents': {
    en: 'leave out the contents of files; the list of them stays, and nothing is written into the audit trail',
    ja: 'ファイルの内容を含めません(一覧は含まれます。監査証跡には何も書き込みません)',
  },
  'option.archive-password': {
    en: 'file with the password, one line that only you can read; contents are then in one zip archive under it (AES-256)',
    ja: 'パスワードを1行で書いたファイル(自分だけが読めること)。ファイルの内容はこのパスワードのzip(AES-256)に入ります',
  },
  'usage.archive-password': {
    en: 'a password has 8 to 99 signs of ASCII in one line, spaces included: others reach no unpacker as they were typed',
    ja: 'パスワードはASCII文字(空白を含む)で8~99文字、1行です(それ以外の文字は展開ツールにより解釈が異なります)',
  },
  'usage.archive-password-file': {
    en: 'the password file cannot be used: {{detail}}',
    ja: 'パスワードのファイルを使えません: {{detail}}',
  },
  'option.export-content-key': {
    en: "key file of contents (else the one of the collector's config, else that of the state folder)",
    ja: 'ファイル内容の鍵ファイル(省略時はコレクターの設定、なければ状態フォルダーのもの)',
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
