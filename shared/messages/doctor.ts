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
    ja: '空きを増やすか状態フォルダーを移してください。10%未満ではエージェントが検出を保存できません',
  },
  'doctor.keys': { en: 'Key files', ja: '鍵ファイル' },
  'doctor.keys.found': { en: '{{count}} readable by their owner alone', ja: '{{count}}件(所有者だけが読み取り可能)' },
  'doctor.keys.mend': {
    en: 'chmod 600 it; if somebody else may have read it, remove it and enrol or trust anew',
    ja: 'chmod 600を実行してください。他人に読まれた可能性があれば、削除して登録や信頼をやり直してください',
  },
  'doctor.agent-config': { en: 'Agent config', ja: 'エージェントの設定' },
  'doctor.collector-config': { en: 'Collector config', ja: 'コレクターの設定' },
  'doctor.config.roots': { en: 'valid, {{count}} roots of its own', ja: '正しい設定です。独自のルート{{count}}件' },
  'doctor.config.mend': {
    en: 'mend it at that place; every key is explained in config/*.example.yaml',
    ja: 'その箇所を直してください。各キーの説明はconfig/*.example.yamlにあります',
  },
  'doctor.inotify-watches': { en: 'inotify watches', ja: 'inotifyの監視数' },
  'doctor.inotify-instances': { en: 'inotify instances', ja: 'inotifyのインスタンス数' },
  'doctor.inotify-queue': { en: 'inotify queue', ja: 'inotifyのキュー' },
  'doctor.open-files': { en: 'Open files', ja: '同時に開けるファイル数' },
  'doctor.limit.low': { en: '{{value}}, advised {{advised}} or more', ja: '{{value}}(推奨は{{advised}}以上)' },
  'doctor.limit.unknown': { en: 'cannot be read', ja: '読み取れません' },
  'doctor.connection': { en: 'Collector', ja: 'コレクター' },
  'doctor.connection.found': { en: 'answers, version {{version}}', ja: '応答あり、バージョン{{version}}' },
  'doctor.connection.mend': {
    en: 'start it ("sekisho up" or "sekisho collector"), or check address, token and firewall',
    ja: '起動するか(「sekisho up」または「sekisho collector」)、アドレス・トークン・ファイアウォールを確認してください',
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
  'doctor.host': { en: 'This host', ja: 'このホスト' },
  'doctor.host.none': { en: 'no agent here', ja: 'エージェントはありません' },
  'doctor.host.unknown': { en: 'not known at the collector', ja: 'コレクターに登録されていません' },
  'doctor.host.mend-enroll': {
    en: 'enrol it: "sekisho enroll token" at the collector, "sekisho enroll TOKEN" here',
    ja: '登録してください: コレクターで「sekisho enroll token」、ここで「sekisho enroll TOKEN」',
  },
  'doctor.host.mend': { en: 'start it: sekisho agent', ja: '起動してください: sekisho agent' },
} as const
