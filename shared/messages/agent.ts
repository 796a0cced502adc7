// Owns the words of the agent, in English and Japanese.

export const agentMessages = {
  'watch.memory': {
    en: 'walks only: watching would take about {{found}} MB of memory, and {{limit}} MB (a tenth) is the most that it may take',
    ja: '巡回のみ:常時監視には約{{found}}MBのメモリが必要ですが、上限は{{limit}}MB(全体の1割)です',
  },
  'watch.watches': {
    en: 'walks only: {{found|directory|directories}}, and the kernel lets {{limit}} be watched (fs.inotify.max_user_watches)',
    ja: '巡回のみ:ディレクトリは{{found}}個ですが、カーネルが監視を許すのは{{limit}}個です(fs.inotify.max_user_watches)',
  },
  'watch.remote': {
    en: 'walks only: the root lies on {{found}}, where other machines can write without this kernel knowing',
    ja: '巡回のみ:ルートは{{found}}上にあり、他のマシンからの書き込みはこのカーネルに通知されません',
  },
  'watch.no-fanotify': { en: 'no fanotify ({{found}})', ja: 'fanotifyは利用できません({{found}})' },
  'watch.fanotify-forbidden': {
    en: 'no fanotify ({{found}}): it takes CAP_SYS_ADMIN and CAP_DAC_READ_SEARCH, and no container around the agent',
    ja: 'fanotifyは利用できません({{found}})。CAP_SYS_ADMINとCAP_DAC_READ_SEARCHが必要で、コンテナー内では使えません',
  },
  'watch.no-inotify': { en: 'no inotify ({{found}})', ja: 'inotifyは利用できません({{found}})' },
  'watch.inotify-full': {
    en: 'walks only: the kernel has too few inotify watches or instances left ({{found}}); see fs.inotify.max_user_watches and fs.inotify.max_user_instances',
    ja: '巡回のみ:inotifyの監視数かインスタンス数が足りません({{found}})。fs.inotify.max_user_watches と fs.inotify.max_user_instances を確認してください',
  },
  'watch.inotify-blind': {
    en: 'changes are seen at once, and events that the kernel drops are reported; writes through hard links from outside the root are found by walks',
    ja: '変更は即時に検知し、カーネルが破棄したイベントも通知されます。ルート外のハードリンク経由の書き込みは巡回で発見します',
  },
  'watch.refused': {
    en: 'walks only: the config wants another source, and there is {{found}}',
    ja: '巡回のみ:設定された監視方法は使えません。{{found}}',
  },
  'watch.not-wanted': { en: 'walks only: the config says so', ja: '巡回のみ:設定による指定' },
  'watch.odd-root': {
    en: 'walks only: the path of the root is not UTF-8, or holds a backslash, or is too long',
    ja: '巡回のみ:ルートのパスがUTF-8でないか、バックスラッシュを含むか、長すぎます',
  },
  'watch.unavailable': {
    en: 'walks only: the root cannot be opened ({{found}})',
    ja: '巡回のみ:ルートを開けません({{found}})',
  },
  'watch.losses-unseen': {
    en: 'changes are seen at once, but the source cannot tell when it loses one; walks find what was lost',
    ja: '変更は即時に検知しますが、取りこぼしがあっても通知されません。取りこぼしは巡回で発見します',
  },
  'enrolment.damaged': {
    en: 'it does not hold an address and a key',
    ja: 'アドレスと鍵が含まれていません',
  },
  'enrolment.none': { en: 'this host belongs to no collector yet', ja: 'どのコレクターにも属していません' },
  'order.no-profile': {
    en: 'no profile {{profile}} came with it',
    ja: 'プロファイル{{profile}}が指示に含まれていません',
  },
  'order.root-twice': { en: 'the root is bound twice', ja: 'ルートが2回割り当てられています' },
  'link.plain': {
    en: 'the collector is elsewhere, and there is no TLS: enrol by wss://, or set allowPlain: true where something else protects the line',
    ja: 'コレクターは別のマシンにあり、TLSで保護されていません。wss://で登録するか、通信が別の方法で保護されていればallowPlain: trueを設定してください',
  },
  'link.given-up': { en: 'the connection was given up', ja: '接続を中止しました' },
  'link.none': { en: 'no connection', ja: '応答なし' },
  'link.closed': { en: 'the collector closed with {{code}}', ja: 'コレクターがコード{{code}}で切断' },
  'link.closed-saying': {
    en: 'the collector closed with {{code}} ({{said}})',
    ja: 'コレクターがコード{{code}}で切断: {{said}}',
  },
  'link.binary': { en: 'a collector sends no binary frames', ja: 'コレクターが送らないはずのバイナリーフレームを受信' },
  'link.no-answer': { en: 'no answer in {{ms}} ms', ja: '{{ms}}ミリ秒以内に応答なし' },
  'link.early': { en: 'too many frames before their time', ja: '早すぎるフレームが多すぎます' },
  'link.unread': { en: 'the collector does not read', ja: 'コレクターが受信していません' },
  'link.silent': { en: 'the collector is silent for {{ms}} ms', ja: 'コレクターから{{ms}}ミリ秒応答なし' },
  'link.odd': {
    en: 'the collector sent what no collector says here',
    ja: 'コレクターが送らないはずのメッセージを受信',
  },
  'link.other-kind': { en: 'not the {{kind}} that was due', ja: '{{kind}}ではないメッセージを受信' },
  'link.answers-many': { en: 'more answers than there were batches', ja: 'バッチの数より多い応答を受信' },
  'link.outbox': { en: 'the outbox failed: {{detail}}', ja: '送信待ちの処理に失敗: {{detail}}' },
  'link.epoch-refused': {
    en: 'a new epoch was refused too: {{detail}}',
    ja: '新しいエポックも拒否されました: {{detail}}',
  },
  'link.version': { en: 'it speaks version {{version}}', ja: '相手の版は{{version}}' },
  'link.other-key': { en: 'it has another key than enrolled', ja: '登録時と鍵が異なります' },
  'link.no-proof': { en: 'its signature does not prove its key', ja: '署名が鍵と一致しません' },

  'check.watch': { en: 'watching', ja: '常時監視' },
  'check.watch.fits': {
    en: 'inotify: {{directories|directory|directories}} of {{watches}} that the kernel allows; about {{memory}} MB of memory; event queue {{queue}}',
    ja: 'inotify:ディレクトリ{{directories}}個(カーネルの上限{{watches}}個)、メモリ約{{memory}}MB、イベントキュー{{queue}}',
  },
  'check.watch.proven': {
    en: 'fanotify, as the agent says; if it had to fall back, {{found}}',
    ja: 'エージェントはfanotifyを使用中です。使えなくなった場合は、{{found}}',
  },
  'check.watch.untold': {
    en: 'fanotify, where the agent may use it; else {{found}}',
    ja: 'エージェントが使える場合はfanotify、それ以外は、{{found}}',
  },
  'check.watch.walks': {
    en: 'the agent only walks it, and this machine could watch it with {{found}}',
    ja: 'エージェントは巡回のみ行っています。このマシンでは常時監視もできます({{found}})',
  },
  'check.watch.mend-watches': {
    en: 'Raise the limit: sysctl fs.inotify.max_user_watches={{wanted}}, and keep it in /etc/sysctl.d/',
    ja: '上限を上げてください:sysctl fs.inotify.max_user_watches={{wanted}}(/etc/sysctl.d/ にも保存)',
  },
  'check.watch.mend-queue': {
    en: 'Raise the queue, so that bursts are not lost: sysctl fs.inotify.max_queued_events=65536',
    ja: '一度に多くの変更があっても失われないように:sysctl fs.inotify.max_queued_events=65536',
  },
  'check.watch.mend-walked': {
    en: 'Nothing is broken: the root is walked on schedule. More memory, or a smaller root, lets it be watched.',
    ja: '故障ではありません。ルートは定期的に巡回されます。メモリを増やすか、ルートを小さくすると常時監視できます。',
  },
} as const
