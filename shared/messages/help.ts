// Owns the words of --help and of refused command lines, in English and Japanese.

import { backupHelpMessages } from './help.backup.ts'
import { evidenceHelpMessages } from './help.evidence.ts'
import { exposureHelpMessages } from './help.exposure.ts'
import { incidentHelpMessages } from './help.incidents.ts'
import { releaseHelpMessages } from './help.releases.ts'
import { usageMessages } from './help.usage.ts'

export const helpMessages = {
  ...backupHelpMessages,
  ...evidenceHelpMessages,
  ...exposureHelpMessages,
  ...incidentHelpMessages,
  ...releaseHelpMessages,
  ...usageMessages,
  'help.usage': { en: 'Usage:', ja: '使い方:' },
  'help.options': { en: 'Options:', ja: 'オプション:' },
  'help.commands': { en: 'Commands:', ja: 'コマンド:' },
  'help.arguments': { en: 'Arguments:', ja: '引数:' },
  'help.global-options': { en: 'Global options:', ja: '共通オプション:' },
  'help.examples': { en: 'Examples:', ja: '例:' },
  'help.exit-codes': { en: 'Exit codes:', ja: '終了コード:' },

  'exit.ok': { en: 'done', ja: '完了' },
  'exit.failed': { en: 'the work failed', ja: '処理に失敗' },
  'exit.usage': {
    en: 'command line, config or state folder is wrong; nothing was started',
    ja: 'コマンド行・設定・状態フォルダーの誤り(何も開始していない)',
  },
  'exit.unreachable': { en: 'the collector cannot be reached', ja: 'コレクターに接続できない' },
  'exit.refused': { en: 'the collector refused', ja: 'コレクターが拒否した' },
  'exit.findingsOpen': {
    en: 'status --check: unauthorised findings are open',
    ja: 'status --check: 未許可の検知が未解決',
  },
  'exit.maybeMissed': {
    en: 'coverage --check: something could have been missed, or it is not known',
    ja: 'coverage --check: 見落としの可能性がある、または不明',
  },

  'exit.differs': {
    en: 'release verify: the folder is not as the release lists it',
    ja: 'release verify: フォルダーがリリースと一致しない',
  },
  'exit.broken': {
    en: 'evidence verify: a chain of batches is broken; evidence export: a batch or content of it cannot be read',
    ja: 'evidence verify: バッチの連鎖が壊れている。evidence export: 読み取れないバッチまたは内容がある',
  },

  'command.sekisho': {
    en: 'Watches document roots: every file needs a permit, and what nobody released is flagged.',
    ja: '公開フォルダーを監視します。すべてのファイルに許可が必要で、誰もリリースしていないものを検知します。',
  },
  'command.help': { en: 'show help for a command', ja: 'コマンドのヘルプを表示' },
  'command.up': {
    en: 'Watch DOCROOT with collector and agent in one process. Without DOCROOT: a demo shop is made and watched.',
    ja: 'コレクターとエージェントを1つのプロセスで動かし、DOCROOTを監視します。DOCROOTを省くとデモショップを作って監視します。',
  },
  'command.agent': {
    en: 'Run the agent on a web server. Enrol it first with "sekisho enroll TOKEN".',
    ja: 'Webサーバーでエージェントを動かします。先に「sekisho enroll TOKEN」で登録してください。',
  },
  'command.collector': {
    en: 'Run the collector: it takes reports of agents, judges them, and serves the dashboard.',
    ja: 'コレクターを動かします。エージェントの報告を受けて判定し、画面を提供します。',
  },
  'command.enroll': {
    en: 'Enrol this host with a one-time TOKEN of a collector ("-" reads it from standard input).',
    ja: 'コレクターの一回限りのTOKENでこのホストを登録します(「-」で標準入力から読み取り)。',
  },
  'command.enroll.token': {
    en: 'At the collector: make a one-time enrolment token for one host.',
    ja: 'コレクター側: ホスト1台用の一回限りの登録トークンを作ります。',
  },
  'command.site': { en: 'Sites: what releases are for.', ja: 'サイト(リリースの対象)。' },
  'command.site.add': { en: 'Add a site.', ja: 'サイトを追加します。' },
  'command.site.list': { en: 'List the sites with their components.', ja: 'サイトと構成要素の一覧を表示します。' },
  'command.root': { en: 'Watched folders of hosts.', ja: 'ホストの監視フォルダー。' },
  'command.root.bind': {
    en: 'Bind the folder DIR of HOST to a site and a profile; the agent starts to watch it.',
    ja: 'HOSTのフォルダーDIRをサイトとプロファイルに割り当てます。エージェントが監視を始めます。',
  },
  'command.profile': { en: 'Profiles: which class a path has.', ja: 'プロファイル(パスの種別)。' },
  'command.profile.list': {
    en: 'List the profiles, those of your own folder too.',
    ja: 'プロファイルを一覧します(独自フォルダーも含む)。',
  },
  'command.profile.test': {
    en: 'Explain which rule of a profile decides about each PATH (below the root), and why.',
    ja: '各PATH(ルートからの相対)がプロファイルのどの規則で、なぜ決まるかを説明します。',
  },
  'command.token': { en: 'Tokens for scripts and people.', ja: 'スクリプトや担当者用のトークン。' },
  'command.token.create': {
    en: 'Make an API token. It is shown once.',
    ja: 'APIトークンを作ります。表示は一度だけです。',
  },
  'command.files': {
    en: 'List every file that is there now, with its verdict.',
    ja: '現在あるすべてのファイルと判定を表示します。',
  },
  'command.findings': { en: 'List all findings, oldest first.', ja: 'すべての検知を古い順に表示します。' },
  'command.hosts': {
    en: 'List the hosts with their roots, coverage and what is not watched.',
    ja: 'ホストとルート、監視状況、監視対象外を表示します。',
  },
  'command.coverage': {
    en: 'Say whether anything could have been missed on ROOT (else on every root) between two times, when, and why.',
    ja: 'ROOT(省略時は全ルート)で、指定した期間に見落としがあり得たか、いつ、なぜかを表示します。',
  },
  'command.explain': {
    en: 'Say everything about one path: class, permits, verdict, history.',
    ja: '1つのパスについて、種別・許可・判定・履歴をすべて表示します。',
  },
  'command.link': {
    en: 'Make a one-time link that signs a browser in at the dashboard, to read only. Who does more there is a person: sekisho user add NAME --role analyst.',
    ja: '画面にサインインするための一回限りのリンクを作ります(閲覧のみ)。操作もする人は担当者として追加します: sekisho user add NAME --role analyst',
  },
  'command.status': { en: 'Show how collector and agents are.', ja: 'コレクターとエージェントの状態を表示します。' },
  'command.doctor': {
    en: 'Check config, permissions, kernel limits and the connection, and say how to mend each.',
    ja: '設定・権限・カーネルの上限・接続を検査し、直し方を示します。',
  },
  'command.install': {
    en: 'Install agent or collector as a hardened service of systemd, with a user of its own.',
    ja: 'エージェントまたはコレクターを、専用ユーザーの堅牢なsystemdサービスとして設置します。',
  },
  'command.uninstall': {
    en: 'Remove the service again. Its state stays unless --purge is given.',
    ja: 'サービスを取り除きます。--purgeを付けない限り状態は残ります。',
  },

  'argument.program': { en: 'agent or collector', ja: 'agentまたはcollector' },
  'argument.docroot': { en: 'folder to watch', ja: '監視するフォルダー' },
  'argument.token': { en: 'enrolment token, or - for standard input', ja: '登録トークン。「-」は標準入力' },
  'argument.name': { en: 'name', ja: '名前' },
  'argument.host': { en: 'name of the host', ja: 'ホスト名' },
  'argument.dir': { en: 'absolute folder on that host', ja: 'そのホストの絶対パス' },
  'argument.paths-below': { en: 'paths below the root', ja: 'ルートからの相対パス' },
  'argument.root': { en: 'absolute path of a watched root', ja: '監視中のルートの絶対パス' },
  'argument.explained': {
    en: 'absolute path on the host, after its name where several watch that path',
    ja: 'ホスト上の絶対パス。同じパスを監視するホストが複数ある場合は、その前にホスト名',
  },

  'option.help': { en: 'show help', ja: 'ヘルプを表示' },
  'option.version': { en: 'show the version', ja: 'バージョンを表示' },
  'option.state': {
    en: 'state folder (else SEKISHO_STATE, STATE_DIRECTORY, or ~/.local/state/sekisho)',
    ja: '状態フォルダー(省略時はSEKISHO_STATE、STATE_DIRECTORY、~/.local/state/sekisho)',
  },
  'option.collector': {
    en: 'address of the collector (else SEKISHO_COLLECTOR, or the local one)',
    ja: 'コレクターのアドレス(省略時はSEKISHO_COLLECTOR、またはローカル)',
  },
  'option.token-file': {
    en: 'file with an API token (else SEKISHO_TOKEN, or the local one)',
    ja: 'APIトークンのファイル(省略時はSEKISHO_TOKEN、またはローカル)',
  },
  'option.json': { en: 'one JSON object a line (NDJSON)', ja: '1行に1つのJSON(NDJSON)で出力' },
  'option.config': { en: 'config file (YAML)', ja: '設定ファイル(YAML)' },
  'option.agent-config': {
    en: "the agent's config file (else agent.yaml in the state folder, if there)",
    ja: 'エージェントの設定ファイル(省略時は状態フォルダーのagent.yaml)',
  },
  'option.collector-config': {
    en: "the collector's config file (else collector.yaml in the state folder, if there)",
    ja: 'コレクターの設定ファイル(省略時は状態フォルダーのcollector.yaml)',
  },
  'option.profile': {
    en: 'profile of the platform, such as eccube4',
    ja: 'プラットフォームのプロファイル(例: eccube4)',
  },
  'option.site': { en: 'site', ja: 'サイト' },
  'option.host': { en: 'host', ja: 'ホスト' },
  'option.host-name': { en: 'name of this host (else its own)', ja: 'このホストの名前(省略時は自身のホスト名)' },
  'option.listen-host': { en: 'address to listen on', ja: '待ち受けアドレス' },
  'option.port': { en: 'port to listen on; 0 takes a free one', ja: '待ち受けポート(0は空きポート)' },
  'option.public-address': {
    en: 'address that agents dial, such as wss://collector.example:4649',
    ja: 'エージェントの接続先アドレス(例: wss://collector.example:4649)',
  },
  'option.allow-plain': {
    en: 'listen beyond loopback without TLS (only behind a proxy that adds it)',
    ja: 'TLSなしでループバック以外で待ち受け(TLSを終端するプロキシの背後のみ)',
  },
  'option.minutes': { en: 'how long the token is valid', ja: 'トークンの有効期間(分)' },
  'option.profile-tested': {
    en: 'profile to test (else the one that fits the current folder)',
    ja: '試すプロファイル(省略時は現在のフォルダーに合うもの)',
  },
  'option.profiles': {
    en: 'folder of your own profiles, beside those that come with Sekisho',
    ja: '独自プロファイルのフォルダー(付属のものに加えて使います)',
  },
  'option.role': {
    en: 'read, work, announce, publish, approve or admin',
    ja: 'read、work、announce、publish、approve、adminのいずれか',
  },
  'option.expires': {
    en: 'lifetime such as 12h or 90d (else without end)',
    ja: '有効期間(例: 12h、90d。省略時は無期限)',
  },
  'option.reason': { en: 'why', ja: '理由' },
  'option.path': {
    en: 'exact path, or a folder when it ends in /; below the root, or absolute',
    ja: 'ルートより下のパス、または絶対パス(/で終わるとフォルダー)',
  },
  'option.verdict': { en: 'authorised, expected or unauthorised', ja: 'authorised、expected、unauthorisedのいずれか' },
  'option.severity': { en: 'critical, high, medium, low or none', ja: 'critical、high、medium、low、noneのいずれか' },
  'option.since': {
    en: 'observed since: 2026-01-31, 2026-01-31T09:00:00Z, or 2h for two hours ago',
    ja: 'この時刻以降(例: 2026-01-31、2026-01-31T09:00:00Z、2時間前なら2h)',
  },
  'option.from': {
    en: 'begin: an age such as 2h, a date (UTC) or a time with its zone; else the day before the end',
    ja: '開始。2hのような経過時間、日付(UTC)、または時差付きの時刻。省略時は終了の1日前',
  },
  'option.to': {
    en: 'end, as for --from; else the last moment that is known',
    ja: '終了。書式は--fromと同じ。省略時は判明している最新の時点',
  },
  'option.open': { en: 'only findings that nothing has settled', ja: '未解決の検知のみ' },
  'option.check-coverage': {
    en: 'exit with 6 when something could have been missed, or it is not known',
    ja: '見落としの可能性がある、または不明なら終了コード6',
  },
  'option.install-root': {
    en: 'folder that holds the system (else /), as with systemctl --root',
    ja: 'システムのあるフォルダー(省略時は/)。systemctlの--rootと同じ',
  },
  'option.dry-run': { en: 'only show what would be done', ja: '実行せず内容だけを表示' },
  'option.see-processes': {
    en: 'also CAP_SYS_PTRACE: to compare what PHP sees with what the agent sees. It opens the memory of every process',
    ja: 'CAP_SYS_PTRACEも付与(PHPから見えるものとの比較用)。全プロセスのメモリーを読めるようになります',
  },
  'option.purge': { en: 'also remove state and config', ja: '状態と設定も削除' },
  'option.check': { en: 'exit with 5 when unauthorised findings are open', ja: '未許可の検知が未解決なら終了コード5' },
} as const
