// Owns the words of contents and their text differences that page and command line share, in both languages.

export const contentPageMessages = {
  'content-state.wanted': { en: 'wanted', ja: '取得待ち' },
  'content-state.kept': { en: 'kept', ja: '保管済み' },
  'content-state.withheld': { en: 'withheld', ja: '非取得' },
  'content-state.missed': { en: 'missed', ja: '取得できず' },
  'content-why.gone': { en: 'it was gone, and its host had kept nothing of it', ja: '消失(ホストにも残っていません)' },
  'content-why.changed': { en: 'something else stood there by then', ja: '取得時には別の内容でした' },
  'content-why.no-file': {
    en: 'what stood there by then was no regular file',
    ja: '取得時には通常ファイルではありませんでした',
  },
  'content-why.unreadable': {
    en: 'it could not be read, or was written to all the time',
    ja: '読み取れない、または書き込み中でした',
  },
  'content-why.settings': {
    en: 'it holds secrets by its nature: no value leaves its host',
    ja: '機密設定ファイルのため、値はホストの外に出ません',
  },
  'content-why.profile': {
    en: 'the profile says that it stays on its host (keep: false)',
    ja: 'プロファイルの指定(keep: false)により、ホストの外に出ません',
  },
  'content-why.cards': {
    en: 'it holds card numbers, which leave its host in no form: a probable card dump',
    ja: 'カード番号を含みます(カード情報の持ち出しファイルの可能性)。カード番号はホストの外には出ません',
  },
  'content-why.refused': {
    en: 'the agent does not know this order: upgrade it',
    ja: 'エージェントがこの指示に未対応です(更新してください)',
  },
  'content-why.unanswered': { en: 'the agent did not answer in time', ja: 'エージェントが時間内に応答しませんでした' },
  'content-why.mismatch': {
    en: 'what the agent sent is not what its finding said',
    ja: 'エージェントの送信内容が検知の内容と一致しませんでした',
  },
  'content-why.over-budget': { en: 'there was no room for it', ja: '保管容量の上限を超えました' },
  'content-why.authorised': { en: 'a permit covered it before it was taken', ja: '取得前に許可されました' },

  'attributes.title': { en: 'Extended attributes', ja: '拡張属性' },
  'attributes.none': { en: 'The file had no extended attributes.', ja: '拡張属性はありません。' },
  'attributes.one': { en: '{{name}} ({{size}} bytes): {{value}}', ja: '{{name}}({{size}}バイト): {{value}}' },
  'attributes.hidden': {
    en: '{{name}} ({{size}} bytes): not shown (card numbers, or unreadable)',
    ja: '{{name}}({{size}}バイト): 非表示(カード番号を含む、または読み取り不可)',
  },
  'attributes.more': { en: 'More of them that are not told: {{count}}', ja: '他に取得していない拡張属性: {{count}}件' },
  'attributes.no-calls': {
    en: 'Extended attributes are not told: its agent cannot call the C library of its machine (koffi).',
    ja: '拡張属性は取得できません(エージェントがCライブラリを呼び出せません: koffi)。',
  },
  'attributes.unsupported': {
    en: 'Extended attributes are not told: its file system has none.',
    ja: '拡張属性は取得できません(ファイルシステムが未対応です)。',
  },
  'attributes.unreadable': {
    en: 'Extended attributes are not told: they could not be listed.',
    ja: '拡張属性は取得できません(一覧を読み取れませんでした)。',
  },
  'attributes.gone': {
    en: 'Extended attributes are not told: by then the file was gone, or another one.',
    ja: '拡張属性は取得できません(取得時にはファイルがないか、別のファイルでした)。',
  },

  'content.title': { en: 'Content', ja: 'ファイルの内容' },
  'difference.show': { en: 'Show the text difference', ja: 'テキスト差分を表示' },
  'difference.audited': {
    en: 'Whoever looks stands in the audit trail.',
    ja: '閲覧者は監査証跡に記録されます。',
  },
  'difference.no-right': {
    en: 'The text difference is for analysts and above.',
    ja: 'テキスト差分を閲覧できるのはアナリスト以上の役割です。',
  },
  'difference.failed': { en: 'The difference could not be shown', ja: '差分を表示できませんでした' },
  'difference.content-none': {
    en: 'The content was not asked for: what is permitted is not taken, nor is a whole shop on the day of its first census.',
    ja: '内容の取得対象ではありません(許可済みのファイルと、初回棚卸しの当日は重大なファイルだけを取得します)。',
  },
  'difference.content-kept': {
    en: 'It is kept: {{bytes}} of {{size}} bytes.',
    ja: '保管済みです({{size}}バイト中{{bytes}}バイト)。',
  },
  'difference.content-wanted': { en: 'It will be asked for.', ja: '取得待ちです。' },
  'difference.content-withheld': { en: 'It stays on its host: {{why}}.', ja: 'ホストの外に出ません: {{why}}。' },
  'difference.content-missed': { en: 'It could not be had: {{why}}.', ja: '取得できませんでした: {{why}}。' },
  'download.password': { en: 'Password of the archive', ja: 'アーカイブのパスワード' },
  'download.do': { en: 'Download as a zip', ja: 'zipでダウンロード' },
  'download.what': {
    en: 'It may be malicious: it comes as a zip under this password (AES-256, 8 to 99 signs of ASCII), which 7-Zip opens. Open it only on a machine that you can throw away. The download stands in the audit trail, the password nowhere.',
    ja: '悪性の可能性があるため、このパスワード(ASCII 8~99文字)のzip(AES-256、7-Zip等で展開可能)で渡します。廃棄できる環境でのみ開いてください。ダウンロードは監査証跡に記録されます。パスワードはどこにも保存されません。',
  },
  'download.done': {
    en: 'The archive was handed out. Whoever gets it needs the password from you.',
    ja: 'アーカイブを出力しました。渡す相手にはパスワードを別途伝えてください。',
  },
  'download.failed': { en: 'The content could not be downloaded', ja: '内容をダウンロードできませんでした' },
  'difference.cards': {
    en: 'Card numbers that were counted in it: {{count}}.',
    ja: '含まれるカード番号: {{count}}件。',
  },
  'difference.keys': { en: 'Changed keys: {{keys}}', ja: '変更されたキー: {{keys}}' },
  'difference.unchanged': {
    en: 'No line differs: only line ends, encoding, or bytes that are no text do.',
    ja: '行の違いはありません(改行、文字コード、テキストでないバイトのみが異なります)。',
  },
  'difference-outcome.compared': { en: 'compared', ja: '比較済み' },
  'difference-outcome.equal': { en: 'The content is the same on both sides.', ja: '双方の内容は同じです。' },
  'difference-outcome.class': {
    en: 'Files of class config are not shown: they may hold passwords. contents.compareConfig in the config of the collector changes that.',
    ja: '分類が「設定」のファイルはパスワードを含みうるため表示しません(コレクター設定のcontents.compareConfigで変更できます)。',
  },
  'difference-outcome.settings': {
    en: 'It holds secrets by its nature: the keys that changed are named, and no value is shown.',
    ja: '機密設定ファイルのため、変更されたキーのみを示し、値は表示しません。',
  },
  'difference-outcome.profile': {
    en: 'The profile says that contents of this path stay on the host (keep: false): they are not shown.',
    ja: 'プロファイルの指定(keep: false)により内容はホストの外に出ないため、表示しません。',
  },
  'difference-outcome.no-content': {
    en: 'The finding shows no content of a file with a sha256.',
    ja: 'この検知には、sha256を持つファイルの内容がありません。',
  },
  'difference-outcome.not-kept': {
    en: 'What was found is not kept, so that nothing can be compared.',
    ja: '検知された内容が保管されていないため、比較できません。',
  },
  'difference-outcome.nothing-before': {
    en: 'Nothing that it could be compared with is kept. What was released can be given with "sekisho release contents".',
    ja: '比較対象となる内容が保管されていません。リリースの内容は「sekisho release contents」で渡せます。',
  },
  'difference-outcome.partial': {
    en: 'Of one side only the first 20 MB are kept: what lies behind was not compared, and nothing is.',
    ja: '一方は先頭の20MBしか保管されていないため、比較しません。',
  },
  'difference-outcome.binary': { en: 'It is no text.', ja: 'テキストではありません。' },
  'difference-side.found': { en: 'what was found', ja: '検知された内容' },
  'difference-side.release': { en: 'released in {{name}}', ja: 'リリース {{name}} の内容' },
  'difference-side.approval': { en: 'permitted by {{name}}', ja: '{{name}} で許可された内容' },
  'difference-side.captured': { en: 'what was captured before', ja: '以前に取得した内容' },
  'difference-side.nothing': { en: 'no file', ja: 'ファイルなし' },
  'difference.sides': { en: '{{before}} → {{after}}', ja: '{{before}} → {{after}}' },
  'difference.lacking': {
    en: 'Not here, though it would be compared with it: {{side}}, sha256 {{sha256}}',
    ja: '本来の比較対象ですが、内容が保管されていません: {{side}}(sha256 {{sha256}})',
  },
  'difference.read': {
    en: 'Read as {{encoding}}, line ends {{ends}}, {{bytes}} bytes; before: {{encodingBefore}}, {{endsBefore}}, {{bytesBefore}} bytes.',
    ja: '文字コード {{encoding}}、改行 {{ends}}、{{bytes}}バイト。変更前: {{encodingBefore}}、{{endsBefore}}、{{bytesBefore}}バイト。',
  },
  'difference-ends.none': { en: 'none', ja: 'なし' },
  'difference-ends.lf': { en: 'LF', ja: 'LF' },
  'difference-ends.crlf': { en: 'CRLF', ja: 'CRLF' },
  'difference-ends.cr': { en: 'CR', ja: 'CR' },
  'difference-ends.mixed': { en: 'mixed', ja: '混在' },
  'difference.lines': {
    en: 'Lines removed: {{removed}}, added: {{added}}.',
    ja: '削除 {{removed}}行、追加 {{added}}行。',
  },
  'difference.hidden': {
    en: 'Changed lines that are not shown because there are too many: {{count}}. The content itself has them all.',
    ja: '多すぎるため表示していない変更行: {{count}}行(内容そのものにはすべて含まれます)。',
  },
  'difference.masked': {
    en: 'Masked because they could be card numbers: {{count}}.',
    ja: 'カード番号の可能性があるため伏せた番号: {{count}}件。',
  },
  'difference.hunk': {
    en: 'from line {{before}}, now {{after}}',
    ja: '変更前 {{before}}行目から、現在 {{after}}行目から',
  },
  'difference.skipped': { en: '{{count}} bytes', ja: '{{count}}バイト' },
  'difference.line-before': { en: 'Line before', ja: '変更前の行' },
  'difference.line-after': { en: 'Line now', ja: '現在の行' },
  'difference-change.same': { en: 'unchanged', ja: '変更なし' },
  'difference-change.removed': { en: 'removed', ja: '削除' },
  'difference-change.added': { en: 'added', ja: '追加' },
} as const
