// Owns the words of doctor: what each check is called, what it found, and how to mend it, in English and Japanese.

export const doctorMessages = {
  'doctor.ok': { en: 'ok', ja: '正常' },
  'doctor.warning': { en: 'warning', ja: '注意' },
  'doctor.failed': { en: 'failed', ja: '失敗' },

  'doctor.node': { en: 'Node', ja: 'Node' },
  'doctor.node.mend': {
    en: 'Node {{needed}} is needed: run "npm ci" in the checkout and start through npm, or install it',
    ja: 'Node {{needed}}が必要です。チェックアウトで「npm ci」を実行してnpmから起動するか、インストールしてください',
  },
  'doctor.proc': { en: '/proc', ja: '/proc' },
  'doctor.proc.found': { en: 'mounted', ja: 'マウント済み' },
  'doctor.proc.missing': { en: 'not mounted', ja: 'マウントされていません' },
  'doctor.proc.mend': {
    en: 'mount it: mount -t proc proc /proc (in a container or chroot: let its configuration mount it)',
    ja: 'マウントしてください: mount -t proc proc /proc(コンテナやchrootではその設定で)',
  },
  'doctor.state': { en: 'State folder', ja: '状態フォルダー' },
  'doctor.state.none': { en: '{{state}} (made at the first start)', ja: '{{state}}(初回の起動時に作成)' },
  'doctor.state.owner': { en: '{{state}} belongs to user {{owner}}', ja: '{{state}}の所有者はユーザー{{owner}}です' },
  'doctor.state.mode': {
    en: '{{state}} has mode {{mode}}: others can look in',
    ja: '{{state}}のモードは{{mode}}です。他のユーザーが参照できます',
  },
  'doctor.state.mend-owner': {
    en: 'run as that user, or: chown -R {{user}} {{state}}, or choose another with --state',
    ja: 'そのユーザーで実行するか、chown -R {{user}} {{state}}を実行するか、--stateで別のフォルダーを指定してください',
  },
  'doctor.state.mend': {
    en: 'choose a folder that you can write to, with --state or SEKISHO_STATE',
    ja: '書き込めるフォルダーを--stateかSEKISHO_STATEで指定してください',
  },
  'doctor.space': { en: 'Free space', ja: '空き容量' },
  'doctor.space.found': { en: '{{free}}, {{percent}} % of the disk', ja: '{{free}}、ディスクの{{percent}}%' },
  'doctor.space.mend': {
    en: 'free some, or move the state folder: below 10 % the agent keeps no new findings',
    ja: '空きを増やすか状態フォルダーを移してください。10%未満ではエージェントが検知を保存できません',
  },
  'doctor.inodes': { en: 'Free inodes', ja: '空きiノード' },
  'doctor.inodes.found': { en: '{{percent}} % of the disk', ja: 'ディスクの{{percent}}%' },
  'doctor.inodes.mend': {
    en: 'remove what nobody needs, such as old sessions and cache files: without inodes nothing can be written',
    ja: '古いセッションやキャッシュなど不要なファイルを削除してください。iノードがないと何も書き込めません',
  },
  'doctor.memory': { en: 'Memory', ja: 'メモリー' },
  'doctor.memory.found': { en: '{{free}} of {{total}} MiB available', ja: '{{total}} MiB中{{free}} MiBが利用可能' },
  'doctor.memory.mend': {
    en: 'below {{advised}} MiB choose "watch: walk" or fewer fingerprint threads, or add memory',
    ja: '{{advised}} MiB未満では「watch: walk」にするか、fingerprintのスレッドを減らすか、メモリーを増やしてください',
  },
  'doctor.clock': { en: 'Clock', ja: '時計' },
  'doctor.clock.kept': { en: 'kept in step', ja: '同期しています' },
  'doctor.clock.free': { en: 'nothing keeps it in step', ja: '同期していません' },
  'doctor.clock.mend': {
    en: 'apt-get install chrony (in a virtual machine or container: let its host keep it)',
    ja: 'apt-get install chronyを実行してください(仮想マシンやコンテナではホスト側で同期)',
  },
  'doctor.skew': { en: 'Clock and the collector', ja: 'コレクターとの時差' },
  'doctor.skew.found': { en: '{{seconds}} s apart', ja: '{{seconds}}秒' },
  'doctor.capabilities': { en: 'Capabilities', ja: 'ケーパビリティ' },
  'doctor.capabilities.own': { en: 'this user', ja: 'このユーザー' },
  'doctor.capabilities.agent': { en: 'agent, process {{process}}', ja: 'エージェント(プロセス{{process}})' },
  'doctor.capabilities.no-read': {
    en: 'without CAP_DAC_READ_SEARCH it reads only what its user may read',
    ja: 'CAP_DAC_READ_SEARCHがなく、このユーザーが読めるファイルしか読めません',
  },
  'doctor.capabilities.no-fanotify': {
    en: 'without CAP_SYS_ADMIN there is no fanotify, and losses of the watch are not noticed',
    ja: 'CAP_SYS_ADMINがなくfanotifyを使えないため、監視の取りこぼしに気付けません',
  },
  'doctor.capabilities.mend': {
    en: 'sudo sekisho install agent: its service has both, and nothing else',
    ja: 'sudo sekisho install agentを実行してください。サービスにはこの二つだけが与えられます',
  },
  'doctor.keys': { en: 'Key files', ja: '鍵ファイル' },
  'doctor.keys.found': { en: '{{count}} readable by their owner alone', ja: '{{count}}件(所有者だけが読み取り可能)' },
  'doctor.keys.mend': {
    en: 'chmod 600 it; if somebody else may have read it, remove it and enrol or trust anew',
    ja: 'chmod 600を実行してください。他人に読まれた可能性があれば、削除して登録や信頼をやり直してください',
  },
  'doctor.agent-config': { en: 'Agent config', ja: 'エージェントの設定' },
  'doctor.collector-config': { en: 'Collector config', ja: 'コレクターの設定' },
  'doctor.notify': { en: 'Channels of alarms', ja: '警報のチャンネル' },
  'doctor.notify.none': {
    en: 'none in {{file}}: nobody is told of incidents',
    ja: '{{file}}にありません。インシデントは誰にも通知されません',
  },
  'doctor.notify.mend': {
    en: 'add one to it, below "notify:", such as {{line}} (config/collector.example.yaml has logins, webhooks and syslog too); then start the collector anew, and: sekisho notify test',
    ja: '「notify:」の下に、例えば次のように追加してください(認証、Webhook、syslogはconfig/collector.example.yamlを参照): {{line}} その後コレクターを再起動し、sekisho notify testで確認してください',
  },
  'doctor.notify.mend-elsewhere': {
    en: 'there is no such file: name the one that the collector reads with --collector-config, or write it with a channel, such as notify: { {{line}} }; then start the collector anew, and: sekisho notify test',
    ja: 'このファイルはありません。コレクターの設定を--collector-configで指定するか、例えば次の内容で作ってください: notify: { {{line}} } その後コレクターを再起動し、sekisho notify testで確認してください',
  },
  'doctor.contacts': { en: 'Whom to call', ja: '緊急連絡先' },
  'doctor.contacts.none': {
    en: "no payment provider's number is entered in {{file}}: alarms and incidents cannot say whom to call",
    ja: '{{file}}に決済代行会社の電話番号がないため、警報とインシデントに連絡先を表示できません',
  },
  'doctor.contacts.mend': {
    en: 'add to it, below "notify:", with the number that is right: {{line}}; then start the collector anew',
    ja: '「notify:」の下に、実際の番号で次の行を追加し、コレクターを再起動してください: {{line}}',
  },
  'doctor.contacts.mend-elsewhere': {
    en: 'there is no such file: name the one that the collector reads with --collector-config, or write it, with the number that is right: notify: { {{line}} }; then start the collector anew',
    ja: 'このファイルはありません。コレクターの設定を--collector-configで指定するか、実際の番号で次の内容のファイルを作り、コレクターを再起動してください: notify: { {{line}} }',
  },
  'doctor.config.roots': {
    en: 'valid, {{count|root|roots}} of its own',
    ja: '正しい設定です。独自のルート{{count}}件',
  },
  'doctor.config.mend': {
    en: 'mend it at that place; every key is explained in config/*.example.yaml',
    ja: 'その箇所を直してください。各キーの説明はconfig/*.example.yamlにあります',
  },
  'doctor.inotify-watches': { en: 'inotify watches', ja: 'inotifyの監視数' },
  'doctor.inotify-instances': { en: 'inotify instances', ja: 'inotifyのインスタンス数' },
  'doctor.inotify-queue': { en: 'inotify queue', ja: 'inotifyのキュー' },
  'doctor.fanotify-queue': { en: 'fanotify queue', ja: 'fanotifyのキュー' },
  'doctor.fanotify-groups': { en: 'fanotify groups', ja: 'fanotifyのグループ数' },
  'doctor.fanotify-marks': { en: 'fanotify marks', ja: 'fanotifyのマーク数' },
  'doctor.fanotify.mend': {
    en: 'a kernel from 5.13 on with fanotify, as Debian 12 has; until then inotify or chokidar watches',
    ja: 'fanotify対応の5.13以降のカーネル(Debian 12など)が必要です。それまではinotifyかchokidarで監視します',
  },
  'doctor.limit.absent': { en: 'this kernel has none', ja: 'このカーネルにはありません' },
  'doctor.open-files': { en: 'Open files', ja: '同時に開けるファイル数' },
  'doctor.limit.low': { en: '{{value}}, advised {{advised}} or more', ja: '{{value}}(推奨は{{advised}}以上)' },
  'doctor.limit.unknown': { en: 'cannot be read', ja: '読み取れません' },
  'doctor.connection': { en: 'Collector', ja: 'コレクター' },
  'doctor.connection.found': { en: 'answers, version {{version}}', ja: '応答あり、バージョン{{version}}' },
  'doctor.connection.mend': {
    en: 'start it ("sekisho up" or "sekisho collector"), or check address, token and firewall',
    ja: '起動するか(「sekisho up」または「sekisho collector」)、アドレス・トークン・ファイアウォールを確認してください',
  },
  'doctor.connection.elsewhere': {
    en: 'this host is enrolled at {{address}}, which answers and proves its key; what it knows of this host was not asked, for want of a token (--collector, --token-file)',
    ja: 'このホストは{{address}}に登録済みで、応答とコレクターの鍵を確認しました。ホストの状態はトークンがないため確認していません(--collector、--token-file)',
  },
  'doctor.connection.mend-trust': {
    en: 'do what it says, then run this again',
    ja: 'そのとおりに設定してから、もう一度実行してください',
  },
  'doctor.connection.mend-elsewhere': {
    en: "check that the collector runs there, the network and the firewall, and in the agent's config what it trusts (tls)",
    ja: 'コレクターがそこで動いているか、ネットワーク、ファイアウォール、エージェントの設定(tls)を確認してください',
  },
  'doctor.views': { en: 'what PHP sees', ja: 'PHPからの見え方' },
  'doctor.views.found': {
    en: 'nothing is known that could not be compared',
    ja: '比較できなかったものはありません',
  },
  'doctor.views.mend': {
    en: 'Run the agent as root or with CAP_SYS_PTRACE; what containers hold is watched by an agent and a root of their own.',
    ja: 'エージェントをrootまたはCAP_SYS_PTRACE付きで実行してください。コンテナー内のファイルは、専用のエージェントとルートで監視します。',
  },
  'doctor.served': { en: 'what is served', ja: '公開中のフォルダー' },
  'doctor.served.found': {
    en: '{{count|folder|folders}} named by nginx, Apache and PHP, all in watched roots or not there',
    ja: 'nginx・Apache・PHPの設定にある{{count}}件はすべて監視対象か、存在しません',
  },
  'doctor.served.none': {
    en: 'no configuration of nginx, Apache or PHP was found that names a folder',
    ja: 'フォルダーを指定しているnginx・Apache・PHPの設定は見つかりませんでした',
  },
  'doctor.served.outside': {
    en: '{{folder}} is in no watched root ({{directive}}, {{file}})',
    ja: '{{folder}}は監視対象外です({{directive}}、{{file}})',
  },
  'doctor.served.cut': {
    en: 'the configuration was not looked at whole: it is too large, or takes too long',
    ja: '設定が大きすぎるか時間がかかりすぎるため、最後まで確認できませんでした',
  },
  'doctor.served.cut-mend': {
    en: 'Look for what includes so much in the files of nginx, Apache and PHP, then run this again: docs/host.md has the limits.',
    ja: 'nginx・Apache・PHPの設定で大量に読み込んでいる箇所を確認し、もう一度実行してください。上限はdocs/host.mdにあります。',
  },
  'doctor.served.unread': {
    en: '{{file}} could not be read ({{detail}}): what it names is not known',
    ja: '{{file}}を読み取れないため({{detail}})、そこで指定されているフォルダーは不明です',
  },
  'doctor.served.unread-mend': {
    en: 'Run this as root; where root cannot read it either, mend that file or folder.',
    ja: 'rootで実行してください。rootでも読み取れない場合は、そのファイルまたはフォルダーを直してください。',
  },
  'doctor.served.not-looked-at': { en: 'not looked at: {{why}}', ja: '確認していません: {{why}}' },
  'doctor.served.no-roots': {
    en: 'the collector did not say what is watched here',
    ja: 'このホストの監視対象をコレクターから取得できませんでした',
  },
  'doctor.served.not-looked-at-mend': {
    en: 'Mend that, and what other lines name, then run this again as root and with a token.',
    ja: 'この原因とほかの行の問題を解消してから、rootでトークンを指定してもう一度実行してください。',
  },
  'doctor.served.untold': {
    en: 'it cannot be told which folders {{directive}} in {{file}} leads to: it may lead anywhere',
    ja: '{{file}}の{{directive}}はどのフォルダーにも及びうるため、対象を特定できません',
  },
  'doctor.served.untold-mend': {
    en: 'Look there which folders it leads to, and bind them: sekisho root bind',
    ja: 'その設定で対象になるフォルダーを確認し、sekisho root bindで登録してください。',
  },
  'doctor.served.more': {
    en: '{{count|folder|folders}} more in no watched root',
    ja: 'ほか{{count}}件が監視対象外です',
  },
  'doctor.served.more-mend': {
    en: 'Bind those that are named, and run this again.',
    ja: '表示されたものを登録してから、もう一度実行してください。',
  },
  'doctor.host': { en: 'This host', ja: 'このホスト' },
  'doctor.host.none': { en: 'no agent here', ja: 'エージェントはありません' },
  'doctor.host.unknown': { en: 'not known at the collector', ja: 'コレクターに登録されていません' },
  'doctor.host.mend-enroll': {
    en: 'enrol it: "sekisho enroll token" at the collector, "sekisho enroll TOKEN" here',
    ja: '登録してください: コレクターで「sekisho enroll token」、ここで「sekisho enroll TOKEN」',
  },
  'doctor.host.mend': { en: 'start it: sekisho agent', ja: '起動してください: sekisho agent' },
} as const
