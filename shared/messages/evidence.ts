// Owns the words of evidence and of what breaks it, in English and Japanese.

export const evidenceMessages = {
  'evidence.whole': {
    en: 'Whole: {{batches|batch|batches}} in {{chains|chain|chains}}, as their agents signed them, in order, and none is missing.',
    ja: '問題なし: {{chains}} 本の連鎖にある {{batches}} 個のバッチは、署名時のまま順序どおりで、欠落もありません。',
  },
  'evidence.heads-hold': {
    en: 'Each of the {{count}} heads is still there.',
    ja: '持ち出した {{count}} 個の末尾は、すべて現在も一致します。',
  },
  'evidence.no-heads': {
    en: 'That nothing was cut off at the end, and no chain left out, can only be shown with heads that left the machine (--heads).',
    ja: '末尾の切り落としや連鎖全体の欠落がないことは、持ち出した末尾(--heads)がなければ証明できません。',
  },
  'evidence.broken': {
    en: 'Broken in {{count}} places. Keep this database as it is, and a copy elsewhere, before anything else.',
    ja: '{{count}} か所で壊れています。まずデータベースをこのまま保全し、別の場所にも複製してください。',
  },
  'evidence.nothing': { en: 'No agent has sent anything yet.', ja: 'まだどのエージェントからも受信していません。' },
  'evidence.at': {
    en: '{{host}}, epoch {{epoch}}, batch {{sequence}}',
    ja: '{{host}} エポック {{epoch}} バッチ {{sequence}}',
  },
  'evidence.found': { en: 'expected {{expected}}, found {{found}}', ja: '期待値 {{expected}}、実際 {{found}}' },
  'evidence.none': { en: 'nothing', ja: 'なし' },
  'evidence.heads-line': {
    en: 'line {{line}} is no head: expected a JSON object with customer, host, epoch, sequence and digest',
    ja: '{{line}} 行目が末尾の形式ではありません(customer、host、epoch、sequence、digestを持つJSONが必要です)',
  },
  'progress.export-batches': { en: 'Writing batches', ja: 'バッチを書き出し中' },
  'progress.export-contents': { en: 'Writing contents (MiB)', ja: 'ファイル内容を書き出し中(MiB)' },
  'export.made': {
    en: 'Incident {{incident}} exported: {{folder}}',
    ja: 'インシデント {{incident}} を書き出しました: {{folder}}',
  },
  'export.many-batches': {
    en: 'its findings lie in {{batches}} batches, and an export takes {{most}}: split the incident, or hand over a backup',
    ja: '検知が{{batches}}個のバッチにまたがっています(書き出せるのは{{most}}個まで)。インシデントを分割するか、バックアップを渡してください',
  },
  'export.no-trail': {
    en: 'each export, and each content in it, stands in the audit trail, and that cannot be written ({{detail}}): make room for it, or export from a copy of the state folder that may be written',
    ja: '書き出しとファイル内容は監査証跡に記録されますが、書き込めません({{detail}})。空き容量を確保するか、書き込み可能な状態フォルダーの複製から書き出してください',
  },
  'export.facts': {
    en: '{{findings|finding|findings}}, {{batches|signed batch|signed batches}} in {{chains|chain|chains}}',
    ja: '検知 {{findings}} 件、署名付きバッチ {{batches}} 個(連鎖 {{chains}} 本)',
  },
  'export.check': {
    en: 'Whoever receives it checks it with Node alone: node verify.mjs {{key}}',
    ja: '受け取った側はNodeだけで検証できます: node verify.mjs {{key}}',
  },
  'export.key': {
    en: 'Give them that key by another way than the folder: whoever changes the folder could name another.',
    ja: 'この鍵は、フォルダーとは別の経路で伝えてください(フォルダーを改変できる者は別の鍵を書けます)。',
  },
  'export.for-whom': {
    en: 'It holds names of people and all that these hosts reported in that time: hand it to nobody else.',
    ja: '個人名と、その期間に各ホストが報告したすべてを含みます。関係者以外に渡さないでください。',
  },
  'export.contents': {
    en: '{{count|content of a file|contents of files}}, {{bytes|byte|bytes}}',
    ja: 'ファイル内容 {{count}} 個({{bytes}} バイト)',
  },
  'export.malicious': {
    en: 'What lies there may be malicious: look at it on a machine that you can throw away.',
    ja: 'ファイルの内容は不正なプログラムの可能性があります。廃棄できる環境でのみ調べてください。',
  },
  'export.secrets': {
    en: 'Configuration among it may hold passwords and keys, of databases for example: change what leaves with it.',
    ja: '設定ファイルには、データベース等のパスワードや鍵が含まれる可能性があります。渡したものは変更してください。',
  },
  'export.sealed': {
    en: 'They lie in contents.zip (AES-256), which 7-Zip opens. Give the password by another way than the folder: it is kept nowhere.',
    ja: '内容は contents.zip(AES-256、7-Zip等で展開可能)に入っています。パスワードはフォルダーとは別の経路で伝えてください(どこにも保存されません)。',
  },
  'export.absent': { en: 'Not in it: {{count}} ({{why}})', ja: '含まれないもの: {{count}} 個({{why}})' },
  'export.key-missing': {
    en: 'Contents are left out because their key is not here: {{detail}}. Name its file with --content-key and export anew.',
    ja: '暗号鍵がないため、含まれないファイル内容があります: {{detail}}。--content-key で鍵ファイルを指定し、もう一度書き出してください。',
  },
  'absence.waiting': { en: 'their host has not been asked yet', ja: 'ホストからの取得待ち' },
  'absence.not-taken': {
    en: 'nothing asks for them: what a permit covered, or stood there before anything was found',
    ja: '取得対象外: 許可済み、または検知前からあった内容',
  },
  'absence.empty': { en: 'empty files', ja: '空のファイル' },
  'absence.key-missing': { en: 'their key is missing', ja: '暗号鍵がありません' },
  'absence.damaged': { en: 'damaged in the database', ja: 'データベース内で破損' },
  'absence.pruned': {
    en: 'pruned while this was written, their time being over',
    ja: '書き出し中に保存期間が終わり削除',
  },
  'absence.left-out': { en: 'left out on request', ja: '指定により除外' },
  'export.unreadable': {
    en: 'Missing in it, because nobody can read it any more: {{count|batch|batches}}. See sekisho evidence verify.',
    ja: '読み取れないバッチが {{count}} 個あり、含まれていません。sekisho evidence verify で確認してください。',
  },

  'evidence.pruned': {
    en: '{{host}}, epoch {{epoch}}: batches {{from}} to {{to}} were pruned by {{at}}, their time being over. The chain is followed over them by the digest of the last.',
    ja: '{{host}} エポック {{epoch}}: バッチ {{from}}~{{to}} は保存期間を過ぎたため削除済み({{at}} まで)。連鎖は最後のダイジェストで検証しています。',
  },
  'evidence.all-chains': { en: 'All chains', ja: '全連鎖' },

  'break.unpacked': { en: 'cannot be read', ja: '読み取れません' },
  'break.content': { en: 'its content is another than was received', ja: '内容が受信時と異なります' },
  'break.signature': { en: 'no key of this host signed it', ja: 'このホストの鍵による署名がありません' },
  'break.key': {
    en: 'another key signed it than the rest of its epoch',
    ja: '同じエポックの他のバッチと署名鍵が異なります',
  },
  'break.form': { en: 'is signed, and no batch', ja: '署名はありますが、バッチの形式ではありません' },
  'break.place': { en: 'is kept at another place than it says', ja: '記載された位置と異なる位置にあります' },
  'break.missing': { en: 'is missing', ja: '欠落しています' },
  'break.tombstone': {
    en: 'names a refused batch that is not kept',
    ja: '拒否されたバッチを指していますが、保管されていません',
  },
  'break.previous': { en: 'does not follow the one before it', ja: '直前のバッチに続いていません' },
  'break.recorded': {
    en: 'is recorded as the last of its host, and is not',
    ja: 'ホストの最後のバッチとして記録されたものと一致しません',
  },
  'break.head-missing': {
    en: 'left the machine as a head, and is no longer held',
    ja: '末尾として持ち出されましたが、現在はありません',
  },
  'break.pruned-record': {
    en: 'what is recorded as pruned is not what the audit trail says: batches may have been removed',
    ja: '削除の記録が監査証跡と一致しません。バッチが不正に取り除かれた可能性があります',
  },
  'break.not-pruned': {
    en: 'is recorded as pruned, and is still kept: no run of the collector records that',
    ja: '削除済みと記録されていますが、まだ保管されています。コレクターがこのような記録を残すことはありません',
  },
  'break.pruned-early': {
    en: 'is recorded as pruned at a time by which no term can have been over',
    ja: '保存期間が終わっているはずのない時刻に削除済みと記録されています',
  },
  'break.head-differs': {
    en: 'left the machine as a head with other content',
    ja: '末尾として持ち出されたときと内容が異なります',
  },
} as const
