// Owns the words of the collector, in English and Japanese: what its alarms say, and why it cannot listen.

export const collectorMessages = {
  'listen.plain': {
    en: '{{host}} can be reached by others, and there is no TLS: give tls: {cert, key}, listen on 127.0.0.1, or set listen.allowPlain: true where a proxy adds TLS',
    ja: '{{host}}には他のマシンから接続できますが、TLSがありません。tls: {cert, key}を設定するか、127.0.0.1で待ち受けるか、プロキシがTLSを担う場合はlisten.allowPlain: trueを設定してください',
  },
  'listen.failed': { en: 'cannot listen on {{place}}: {{why}}', ja: '{{place}}で待ち受けできません: {{why}}' },
  'listen.taken': {
    en: 'another program listens there; stop it, or choose another port (0 takes a free one)',
    ja: '別のプログラムが使用中です。停止するか、別のポートを指定してください(0なら空きポート)',
  },
  'listen.low-port': {
    en: 'ports below 1024 need a privilege; choose a higher one',
    ja: '1024未満のポートには特権が必要です。大きい番号を指定してください',
  },
  'listen.no-address': { en: 'this machine has no such address', ja: 'このマシンにそのアドレスはありません' },

  'alarm.subject': {
    en: '[Sekisho] {{severity}}: {{kind}} on {{where}} (incident {{id}})',
    ja: '[Sekisho] {{severity}}: {{kind}}({{where}}、インシデント {{id}})',
  },
  'alarm.new': { en: 'New incident {{id}}, {{severity}}.', ja: '新しいインシデント {{id}}({{severity}})です。' },
  'alarm.worse': {
    en: 'Incident {{id}} became worse: {{severity}}.',
    ja: 'インシデント {{id}} の深刻度が「{{severity}}」に上がりました。',
  },
  'alarm.again': {
    en: 'Incident {{id}}, {{severity}}, is open again: it came back, or something in it is new.',
    ja: 'インシデント {{id}}({{severity}})が再び未対応になりました。再発したか、新しい内容が加わっています。',
  },
  'alarm.spread': {
    en: 'Incident {{id}}, {{severity}}, has reached another root.',
    ja: 'インシデント {{id}}({{severity}})が別のルートにも及びました。',
  },
  'alarm.cards': {
    en: 'Incident {{id}}, {{severity}}: a file of it holds card numbers. It is a probable card dump.',
    ja: 'インシデント {{id}}({{severity}}): ファイルにカード番号が含まれています。カード情報流出の疑いがあります。',
  },
  'alarm.gap': {
    en: 'Changes on {{host}} may be missed, and have been for a while:',
    ja: '{{host}} で変更を見逃している可能性がある状態が続いています:',
  },
  'alarm.gap-subject': {
    en: '[Sekisho] {{severity}}: changes on {{host}} may be missed',
    ja: '[Sekisho] {{severity}}: {{host}} の変更を見逃している可能性',
  },
  'alarm.gap-line': { en: '- {{where}}: {{cause}}, since {{since}}', ja: '- {{where}}: {{cause}}({{since}}から)' },
  'alarm.all-roots': { en: 'all roots', ja: '全ルート' },
  'alarm.gap-over': {
    en: '{{host}} is watched without a gap again. What changed meanwhile was found by a walk, save what came and went.',
    ja: '{{host}} の監視は途切れなく再開しました。その間の変更は走査で確認済みです(一時的に現れて消えたものを除く)。',
  },
  'alarm.gap-over-subject': {
    en: '[Sekisho] {{host}} is watched without a gap again',
    ja: '[Sekisho] {{host}} の監視が再開しました',
  },
  'alarm.gap-often': {
    en: 'Too much is written on {{host}} to keep up with, or its watch keeps breaking. In the last hour something may have been missed:',
    ja: '{{host}} は監視が追いつかないか、監視が繰り返し途切れています。直近1時間に見逃しがあった可能性:',
  },
  'alarm.gap-often-subject': {
    en: '[Sekisho] {{severity}}: changes on {{host}} are often missed',
    ja: '[Sekisho] {{severity}}: {{host}} の監視が頻繁に途切れています',
  },
  'alarm.often-line': {
    en: '- {{where}}: in {{minutes}} of 60 minutes ({{cause}})',
    ja: '- {{where}}: 60分中{{minutes}}分({{cause}})',
  },
  'alarm.writer': {
    en: '  written by {{actor}}: {{count|finding|findings}}',
    ja: '  書き込み: {{actor}}(検知{{count}}件)',
  },
  'alarm.no-writer': { en: '  who wrote there is not known', ja: '  書き込んだプロセスは不明です' },
  'alarm.fork': {
    en: 'Two speak in the name of {{host}}: a copy of the machine, a restored journal, or somebody who has its key.',
    ja: '{{host}} を名乗るものが2つあります(マシンの複製、ジャーナルの復元、または鍵の流出)。',
  },
  'alarm.fork-subject': {
    en: '[Sekisho] {{severity}}: two speak in the name of {{host}}',
    ja: '[Sekisho] {{severity}}: {{host}} を名乗るものが2つあります',
  },
  'alarm.host-show': {
    en: 'What could have been missed: sekisho coverage --host {{host}}',
    ja: '見落としの可能性: sekisho coverage --host {{host}}',
  },
  'alarm.release-held': {
    en: 'Release {{name}} is held (number {{id}}): it changes {{payment|payment file|payment files}} and brings {{executables|executable|executables}} to where nothing was. Sent by {{by}} from {{from}}.',
    ja: 'リリース {{name}}(番号 {{id}})は保留中です: 決済ファイルの変更 {{payment}} 件、これまで何もなかった場所への実行可能ファイル {{executables}} 件。送信者 {{by}}、送信元 {{from}}。',
  },
  'alarm.release-held-subject': {
    en: '[Sekisho] {{severity}}: release {{name}} waits for a second person',
    ja: '[Sekisho] {{severity}}: リリース {{name}} は二人目の確認待ちです',
  },
  'alarm.release-held-show': {
    en: 'Somebody else than who sent it looks at the difference: sekisho release difference, then confirm or revoke.',
    ja: '送信者以外の人が差分を見て、確認するか失効させてください: sekisho release difference、その後 confirm または revoke。',
  },
  'alarm.release-refused': {
    en: 'A release was refused: {{name}}, sent by {{by}} from {{from}}. Why: {{reason}}',
    ja: 'リリースを拒否しました: {{name}}、送信者 {{by}}、送信元 {{from}}。理由: {{reason}}',
  },
  'alarm.release-refused-subject': {
    en: '[Sekisho] {{severity}}: a release was refused: {{name}}',
    ja: '[Sekisho] {{severity}}: リリースを拒否しました: {{name}}',
  },
  'alarm.release-refused-show': {
    en: 'If nobody of yours sent it, revoke the token that did: nothing of it was taken.',
    ja: '心当たりがなければ、送信に使われたトークンを失効させてください。内容は一切取り込まれていません。',
  },
  'alarm.undelivered': {
    en: '{{count|alarm|alarms}} that the channel {{channel}} did not take: given up, {{error}}',
    ja: 'チャンネル {{channel}} に届けられず、断念した警報が {{count}} 件あります: {{error}}',
  },
  'alarm.undelivered-subject': {
    en: '[Sekisho] {{severity}}: alarms do not arrive by {{channels}}',
    ja: '[Sekisho] {{severity}}: 警報が届いていません: {{channels}}',
  },
  'alarm.undelivered-show': {
    en: 'How each channel stands: sekisho notify list. Whether it works again: sekisho notify test.',
    ja: '各チャンネルの状態: sekisho notify list。復旧の確認: sekisho notify test。',
  },
  'alarm.disk-soon': {
    en: "The collector's disk is filling: {{left}} are left of {{whose}}, and by the last two weeks it is full in about {{days|day|days}}. When it is full nothing is acknowledged any more.",
    ja: 'コレクターのディスクが残り少なくなります: {{whose}}の残り {{left}}、直近2週間の傾向では約 {{days}} 日で満杯です。満杯になると受信を受け付けられません。',
  },
  'alarm.disk-low': {
    en: "The collector's disk is nearly full: {{left}} are left of {{whose}}. When it is full nothing is acknowledged any more.",
    ja: 'コレクターのディスクがほぼ満杯です: {{whose}}の残り {{left}}。満杯になると受信を受け付けられません。',
  },
  'alarm.disk-over': {
    en: "The collector's disk has room again: {{left}} are left of {{whose}}.",
    ja: 'コレクターのディスクの空きが回復しました: {{whose}}の残り {{left}}。',
  },
  'alarm.disk-whole': { en: 'its file system', ja: 'ファイルシステム' },
  'alarm.disk-budget': { en: 'its budget', ja: '割り当て' },
  'alarm.disk-subject': {
    en: "[Sekisho] {{severity}}: the collector's disk is filling, {{left}} left",
    ja: '[Sekisho] {{severity}}: コレクターのディスク残量が少なくなっています(残り {{left}})',
  },
  'alarm.disk-over-subject': {
    en: "[Sekisho] the collector's disk has room again, {{left}} left",
    ja: '[Sekisho] コレクターのディスクの空きが回復しました(残り {{left}})',
  },
  'alarm.disk-show': {
    en: 'What takes the room: sekisho status, sekisho keeping. Give it a larger disk, or keep things for less long.',
    ja: '内訳の確認: sekisho status、sekisho keeping。ディスクを拡張するか、保存期間を短くしてください。',
  },
  'status.disk': {
    en: 'disk: {{files}} taken, {{left}} left; {{forecast}}',
    ja: 'ディスク: 使用 {{files}}、残り {{left}}。{{forecast}}',
  },
  'alarm.root-rebound': {
    en: '{{place}} is bound to {{after}} now; it was {{before}}. Done by {{by}} from {{from}}.',
    ja: '{{place}} の割り当てが {{before}} から {{after}} に変わりました。実行者 {{by}}、実行元 {{from}}。',
  },
  'alarm.root-rebound-subject': {
    en: '[Sekisho] {{severity}}: {{place}} is judged by other rules now: {{after}}',
    ja: '[Sekisho] {{severity}}: {{place}} の判定規則が変わりました: {{after}}',
  },
  'alarm.root-rebound-show': {
    en: 'Other permits and rules hold there from now on. If nobody of yours did that, bind it back (sekisho root bind) and end that token.',
    ja: '今後は別の許可と規則で判定されます。心当たりがなければ元に戻し(sekisho root bind)、そのトークンを無効にしてください。',
  },
  'alarm.release-unnamed': { en: 'one without a name that could be believed', ja: '名前を確認できないもの' },
  'alarm.release-more': { en: 'And {{count}} more before these.', ja: 'ほか {{count}} 件あります。' },
  'alarm.where': { en: 'Where: {{where}}. Times: {{zone}}.', ja: '場所: {{where}}。時刻: {{zone}}。' },
  'alarm.first': {
    en: 'First: do not delete anything, do not power off. Put the shop into maintenance, keep a snapshot and the logs, call the payment provider.',
    ja: '最初に: 何も削除せず、電源も切らないでください。ショップをメンテナンス表示にし、スナップショットとログを保全し、決済代行会社に連絡してください。',
  },
  'alarm.call': { en: '- {{name}}: {{phone}}', ja: '- {{name}}: {{phone}}' },
  'alarm.call-note': { en: '- {{name}}: {{phone}} ({{note}})', ja: '- {{name}}: {{phone}}({{note}})' },
  'alarm.show': { en: 'Everything on it: sekisho incidents show {{id}}', ja: '詳細: sekisho incidents show {{id}}' },
  'alarm.several-subject': {
    en: '[Sekisho] {{severity}}: {{count|further alarm|further alarms}}',
    ja: '[Sekisho] {{severity}}: ほか {{count}} 件の警報',
  },
  'alarm.several': {
    en: 'And {{count|further alarm|further alarms}}, in one message: this channel is sent at most {{most|message|messages}} a minute.',
    ja: 'ほか {{count}} 件の警報を1通にまとめました。このチャンネルへの送信は1分間に最大 {{most}} 通です。',
  },
  'alarm.several-more': { en: '- and {{count}} more', ja: '- ほか {{count}} 件' },
  'alarm.several-show': {
    en: 'All of them: sekisho incidents, sekisho hosts, sekisho notify list',
    ja: '一覧の確認: sekisho incidents、sekisho hosts、sekisho notify list',
  },
  'alarm.test-subject': { en: '[Sekisho] test alarm', ja: '[Sekisho] 試験通知' },
  'alarm.test-text': {
    en: 'This is a test: alarms of this channel arrive here.',
    ja: 'これは試験です。このチャンネルの警報はここに届きます。',
  },
} as const
