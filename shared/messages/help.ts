// Owns the words of --help and of refused command lines, in English and Japanese.

import { backupHelpMessages } from './help.backup.ts'
import { evidenceHelpMessages } from './help.evidence.ts'
import { exposureHelpMessages } from './help.exposure.ts'
import { incidentHelpMessages } from './help.incidents.ts'

export const helpMessages = {
  ...backupHelpMessages,
  ...evidenceHelpMessages,
  ...exposureHelpMessages,
  ...incidentHelpMessages,
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
    ja: 'status --check: 未許可の検出が未解決',
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
    ja: '公開フォルダーを監視します。すべてのファイルに許可が必要で、誰もリリースしていないものを検出します。',
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
  'command.key': { en: 'Signing keys of releases.', ja: 'リリースの署名鍵。' },
  'command.key.create': {
    en: 'Make a signing key in the state folder (readable by you alone) and print its public id.',
    ja: '署名鍵を状態フォルダーに作り(本人だけが読めます)、公開IDを表示します。',
  },
  'command.key.trust': {
    en: 'Let the collector believe what the key ID signs: releases, or confirmations of held ones; of one component, or of all.',
    ja: '鍵IDの署名をコレクターに信頼させます(リリース、または保留中のリリースの確認。1つの構成要素、またはすべて)。',
  },
  'command.key.revoke': {
    en: 'Let the collector believe nothing more that the key ID signs. What it signed before stays.',
    ja: '鍵IDを失効させ、今後の署名を信頼させません。これまでに署名したものは残ります。',
  },
  'command.key.list': {
    en: 'List the keys with what each is trusted for, and the revoked ones.',
    ja: '鍵の一覧を、信頼の範囲と失効の有無とともに表示します。',
  },
  'command.token': { en: 'Tokens for scripts and people.', ja: 'スクリプトや担当者用のトークン。' },
  'command.token.create': {
    en: 'Make an API token. It is shown once.',
    ja: 'APIトークンを作ります。表示は一度だけです。',
  },
  'command.release': { en: 'Signed lists of what may be there.', ja: '署名付きのファイル一覧(リリース)。' },
  'command.release.create': {
    en: 'List every file of SOURCE with its sha256, and sign the list. SOURCE is a folder, an archive as vendors ship it (zip, tar, tar.gz, tar.xz, tar.zst), or a list of sums (sha256sum); or, with --git and --rev, a revision as it would be checked out; or, with --dpkg and --root, what is as its installed package has it, which is weak.',
    ja: 'SOURCEの全ファイルのsha256を一覧にして署名します。SOURCEはフォルダー、配布アーカイブ(zip、tar、tar.gz、tar.xz、tar.zst)、またはsha256sumの一覧。--gitと--revならそのリビジョンをチェックアウトした内容、--dpkgと--rootならインストール済みパッケージと一致するもの(弱いリリース)です。',
  },
  'command.release.verify': {
    en: 'Compare the folder DIR with the signed release FILE, without any collector: what is missing, differs, or is there besides.',
    ja: 'フォルダーDIRを署名済みリリースFILEと比較します(コレクター不要)。不足・相違・余分なファイルを表示します。',
  },
  'command.release.publish': {
    en: 'Send a signed release; its files are then authorised at the site.',
    ja: '署名済みリリースを送信します。以後、そのファイルはサイトで許可済みになります。',
  },
  'command.release.list': { en: 'List the releases.', ja: 'リリースの一覧を表示します。' },
  'command.release.show': {
    en: 'Show the release ID with every path that it names.',
    ja: 'リリースIDと、記載された全パスを表示します。',
  },
  'command.adopt': {
    en: 'Adopt what lies below ROOT now: a signed decision with a name on it. Adopted is not known good.',
    ja: 'ROOT以下を現状承認します。名前の残る署名付きの決定です。正当性を確認したことにはなりません。',
  },
  'command.files': {
    en: 'List every file that is there now, with its verdict.',
    ja: '現在あるすべてのファイルと判定を表示します。',
  },
  'command.findings': { en: 'List all findings, oldest first.', ja: 'すべての検出を古い順に表示します。' },
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
  'argument.source': {
    en: 'folder, archive or list of sums that the release is made from',
    ja: 'リリースの元になるフォルダー、アーカイブ、またはsha256の一覧',
  },
  'argument.compared': { en: 'folder to compare with the release', ja: 'リリースと比較するフォルダー' },
  'argument.paths-below': { en: 'paths below the root', ja: 'ルートからの相対パス' },
  'argument.key-id': { en: 'public id of the key, 64 hex digits', ja: '鍵の公開ID(16進数64桁)' },
  'argument.release-file': { en: 'signed release file', ja: '署名済みリリースのファイル' },
  'argument.release-id': { en: 'number from "release list"', ja: '「release list」の番号' },
  'argument.component': { en: 'name of the component', ja: '構成要素の名前' },
  'argument.version': { en: 'version of the release', ja: 'リリースの版' },
  'argument.sha256': { en: 'sha256 of the content, 64 hex digits', ja: '内容のsha256(16進数64桁)' },
  'argument.root': { en: 'absolute path of a watched root', ja: '監視中のルートの絶対パス' },
  'argument.path': { en: 'absolute path on the host', ja: 'ホスト上の絶対パス' },

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
  'option.prefix': {
    en: "where in the site the folder lies (else the site's top)",
    ja: 'サイト内の位置(省略時は最上位)',
  },
  'option.key-name': { en: 'name that people know the key by', ja: '鍵の呼び名' },
  'option.key-component': {
    en: 'component that it is trusted for (else every one)',
    ja: '信頼する構成要素(省略時はすべて)',
  },
  'option.key-role': { en: 'release, weak or approve', ja: 'release、weak、approveのいずれか' },
  'option.role': {
    en: 'read, work, announce, publish, approve or admin',
    ja: 'read、work、announce、publish、approve、adminのいずれか',
  },
  'option.expires': {
    en: 'lifetime such as 12h or 90d (else without end)',
    ja: '有効期間(例: 12h、90d。省略時は無期限)',
  },
  'option.component': {
    en: 'component: core, theme, plugin, own code',
    ja: '構成要素(コア、テーマ、プラグイン、独自コード)',
  },
  'option.release-version': { en: 'version of the release', ja: 'リリースのバージョン' },
  'option.out': { en: 'file to write the signed release to', ja: '署名済みリリースの出力先' },
  'option.key': {
    en: 'signing key of the state folder (else the only one)',
    ja: '状態フォルダーの署名鍵(省略時は唯一の鍵)',
  },
  'option.by': { en: 'who decides', ja: '決定者の名前' },
  'option.overlap': {
    en: 'how long the release before stays valid, such as 30m (usual) or 0',
    ja: '直前のリリースを有効のまま残す時間(既定は30m、0で残さない)',
  },
  'option.security': {
    en: 'a security release: the one before ends at once',
    ja: 'セキュリティ修正。直前のリリースを直ちに終了',
  },
  'option.release-expires': {
    en: 'when it permits nothing any more: a date or a time with its zone',
    ja: '許可が終わる日時(日付、またはタイムゾーン付きの時刻)',
  },
  'option.difference': {
    en: 'digest of the difference that you looked at; without it, the difference is shown',
    ja: '確認した差分のダイジェスト。省くと差分を表示',
  },
  'option.expire-at': {
    en: 'a date, a time with its zone, or "never"',
    ja: '日付、タイムゾーン付きの時刻、または「never」',
  },
  'option.reason': { en: 'why', ja: '理由' },
  'option.path': { en: 'exact path, or a folder when it ends in /', ja: 'パス(/で終わるとフォルダー)' },
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
  'option.open': { en: 'only findings that nothing has settled', ja: '未解決の検出のみ' },
  'option.trust': { en: 'let the collector trust it at once', ja: 'ただちにコレクターに信頼させる' },
  'option.contents': {
    en: 'folder or archive that the release was made of: gives the text of its code and payment files besides (git: --git, --rev)',
    ja: 'リリースの元のフォルダーまたはアーカイブ。コード・決済ファイルのテキストも渡します(gitは--gitと--rev)',
  },
  'option.contents-remove': {
    en: 'let go at once what is here of a release that has ended, instead of after 30 days',
    ja: '終了したリリースの内容を30日待たずに削除',
  },
  'option.git': { en: 'git repository to take the files from', ja: 'ファイルを取り出すgitリポジトリ' },
  'option.rev': { en: 'tag, branch or commit of it', ja: 'そのタグ・ブランチ・コミット' },
  'option.dpkg': {
    en: 'list what is as its installed package has it (dpkg), with --root; of the system below this folder, else of this machine',
    ja: 'インストール済みパッケージ(dpkg)と一致するものを一覧にします(--rootが必要)。対象は指定したフォルダー以下のシステム、省略時はこのマシン',
  },
  'option.dpkg-root': {
    en: 'watched root whose files are compared with their packages, such as /etc; several',
    ja: 'パッケージと比較する監視ルート(例: /etc)。複数可',
  },
  'option.include': {
    en: "patterns of what to take (else all), such as 'html/**'; they see paths after --strip and before --prefix",
    ja: "含めるパターン(例: 'html/**'。省略時はすべて)。--strip適用後・--prefix適用前のパスに照合します",
  },
  'option.strip': {
    en: 'leading folders to take off each path, as tar does; files above them are left out',
    ja: '各パスの先頭から取り除くフォルダーの数(tarと同じ)。それより上のファイルは除かれます',
  },
  'option.release-prefix': {
    en: 'where in the site these files lie (else at its top)',
    ja: 'サイト内でのファイルの位置(省略時は最上位)',
  },
  'option.adopted-by': {
    en: 'who adopts what a watched root holds: it is then an adoption, not a release',
    ja: '監視中のルートを現状承認する人(リリースではなく現状承認になります)',
  },
  'option.adopted-reason': { en: 'why it is adopted', ja: '現状承認の理由' },
  'option.public-key': {
    en: 'public id of a key to believe, 64 hex digits; without any key only the content is compared',
    ja: '信頼する鍵の公開ID(16進数64桁)。鍵の指定がなければ内容だけを比較します',
  },
  'option.public-keys': {
    en: 'folder of files, each with one public key (its id, or PEM)',
    ja: '公開鍵(IDまたはPEM)を1ファイルに1つずつ置いたフォルダー',
  },
  'option.exclude': { en: "patterns to leave out, such as 'upload/**'", ja: "除外するパターン(例: 'upload/**')" },
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
  'option.check': { en: 'exit with 5 when unauthorised findings are open', ja: '未許可の検出が未解決なら終了コード5' },

  'usage.missing-argument': {
    en: 'argument {{name}} is missing. See --help.',
    ja: '引数{{name}}がありません。--helpを参照してください。',
  },
  'usage.option-without-value': { en: 'option {{option}} needs a value', ja: 'オプション{{option}}には値が必要です' },
  'usage.missing-option': { en: 'option {{option}} is needed', ja: 'オプション{{option}}が必要です' },
  'usage.unknown-option': { en: 'unknown option {{option}}.', ja: '未知のオプション{{option}}です。' },
  'usage.conflicting': { en: '{{option}} excludes {{other}}', ja: '{{option}}と{{other}}は併用できません' },
  'usage.unknown-command': { en: 'unknown command {{command}}.', ja: '未知のコマンド{{command}}です。' },
  'usage.too-many-arguments': {
    en: 'too many arguments. See --help.',
    ja: '引数が多すぎます。--helpを参照してください。',
  },
  'usage.invalid-value': {
    en: '{{option}}: "{{value}}" is not allowed. {{why}}',
    ja: '{{option}}: 「{{value}}」は使えません。{{why}}',
  },
  'usage.one-of': { en: 'Allowed: {{values}}.', ja: '使える値: {{values}}。' },
  'usage.number': {
    en: 'Allowed: a whole number from {{least}} to {{most}}.',
    ja: '使える値: {{least}}から{{most}}までの整数。',
  },
  'usage.time': {
    en: 'Allowed: a date, a time with zone, or an age such as 2h.',
    ja: '使える値: 日付、タイムゾーン付きの時刻、または2hのような経過時間。',
  },
  'usage.overlap': { en: 'Allowed: 0, or a time such as 30m or 2h.', ja: '使える値: 0、または30mや2hのような時間。' },
  'usage.expire-at': {
    en: 'Allowed: a date such as 2026-12-31, or a time with its zone such as 2026-12-31T18:00+09:00.',
    ja: '使える値: 2026-12-31のような日付、または2026-12-31T18:00+09:00のようなタイムゾーン付きの時刻。',
  },
  'usage.sha256': { en: 'A sha256 has 64 hex digits.', ja: 'sha256は16進数64桁です。' },
  'usage.lifetime': { en: 'Allowed: a lifetime such as 12h or 90d.', ja: '使える値: 12hや90dのような期間。' },
  'usage.absolute': { en: 'Allowed: an absolute path.', ja: '使える値: 絶対パス。' },
} as const
