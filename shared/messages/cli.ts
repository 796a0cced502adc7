// Owns the words of the command line's results, in English and Japanese.

export const cliMessages = {
  'progress.rate': { en: '{{rate}}/s', ja: '{{rate}}件/秒' },
  'progress.left': { en: '{{left}} left', ja: '残り{{left}}' },
  'progress.seconds': { en: '{{seconds}} s', ja: '{{seconds}}秒' },
  'progress.minutes': { en: '{{minutes}} min {{seconds}} s', ja: '{{minutes}}分{{seconds}}秒' },
  'progress.evidence': { en: 'Checking batches', ja: 'バッチを検証中' },
  'progress.hashing': { en: 'Hashing', ja: 'ハッシュ計算' },
  'progress.reading': { en: 'Reading', ja: '読み込み' },
  'progress.sending': { en: 'Sending', ja: '送信' },
  'progress.census': { en: 'First census', ja: '初回の全数調査' },

  'profile.listed': {
    en: '{{name}}  {{title}}  ({{rules}} rules, {{payment}} payment patterns)',
    ja: '{{name}}  {{title}}  (規則{{rules}}件、決済パターン{{payment}}件)',
  },
  'profile.by-rule': {
    en: '  {{class}}: rule {{rule}} of {{profile}} decides, the first that fits: {{pattern}}',
    ja: '  {{class}}: {{profile}}の規則{{rule}}(最初に一致)による: {{pattern}}',
  },
  'profile.by-default': {
    en: '  {{class}}: no rule of {{profile}} fits, so it needs a permit',
    ja: '  {{class}}: {{profile}}のどの規則にも一致しないため、許可が必要',
  },
  'profile.payment': { en: '  payment path by {{pattern}}', ja: '  決済パス: {{pattern}}' },
  'profile.severity': {
    en: '  what is unauthorised here is {{severity}}, unless it is critical anyway',
    ja: '  ここでの無許可の変更は重大度「{{severity}}」(緊急のものは緊急のまま)',
  },
  'profile.digest': { en: '  digest: {{digest}}', ja: '  ダイジェスト: {{digest}}' },
  'profile.rehash': { en: '  read again every {{rehash}}', ja: '  再読み取りの間隔: {{rehash}}' },
  'profile.once': {
    en: '  written once: other code at one path needs its folder made anew, or its source changed',
    ja: '  生成は一度だけ: 同じパスの別内容は、フォルダの再作成か元テンプレートの変更がない限り未許可',
  },
  'profile.compiled': {
    en: '  all code here must be as {{compiled}} writes it',
    ja: '  ここのコードはすべて {{compiled}} の出力形式でなければならない',
  },
  'profile.types': { en: '  passive here: {{types}}', ja: '  ここで許可される種類: {{types}}' },
  'profile.kept': {
    en: '  its content is taken as evidence where nothing permits it',
    ja: '  許可がない場合、内容を証拠として取得・保管します',
  },
  'profile.not-kept': {
    en: '  its content stays on the host (keep: false): never taken, shown or exported',
    ja: '  内容はホストの外に出ません(keep: false): 取得・表示・出力の対象外です',
  },
  'profile.executable': {
    en: '  its name can be executed: among uploads and logs that alone is critical',
    ja: '  実行可能なファイル名: アップロード先やログではそれだけで緊急',
  },
  'profile.also': { en: '  later rules that fit as well: {{patterns}}', ja: '  後に続く一致規則: {{patterns}}' },

  'connect.none': {
    en: 'no collector runs on this state folder',
    ja: 'この状態フォルダーではコレクターが動いていません',
  },
  'connect.damaged': {
    en: 'it is damaged: restart the collector, which writes it anew',
    ja: '壊れています。コレクターを再起動すると作り直されます',
  },
  'connect.no-token': {
    en: 'another collector was named without a token: give --token-file or SEKISHO_TOKEN as well',
    ja: '別のコレクターが指定されましたが、トークンがありません。--token-fileかSEKISHO_TOKENも指定してください',
  },
  'connect.bad-address': {
    en: '{{address}} is no address such as https://collector.example:4649',
    ja: '{{address}}はhttps://collector.example:4649のようなアドレスではありません',
  },

  'site.added': { en: 'Site {{name}} added.', ja: 'サイト{{name}}を追加しました。' },
  'site.no-components': { en: '  no component yet', ja: '  構成要素はまだありません' },
  'root.bound': {
    en: '{{host}}:{{root}} is bound to site {{site}} with profile {{profile}}.',
    ja: '{{host}}:{{root}}をサイト{{site}}、プロファイル{{profile}}に割り当てました。',
  },
  'enroll.token-made': {
    en: 'For one host, valid until {{until}}. On that host: sekisho enroll TOKEN',
    ja: 'ホスト1台用、有効期限: {{until}}。そのホストで: sekisho enroll TOKEN',
  },
  'enroll.bad-token': {
    en: 'this is no whole enrolment token: copy it from "sekisho enroll token" in one piece',
    ja: '登録トークンとして正しくありません。「sekisho enroll token」の出力をすべてコピーしてください',
  },
  'enroll.done': {
    en: 'This host is enrolled as {{host}} at {{address}}. Start it: sekisho agent',
    ja: 'このホストを{{host}}として{{address}}に登録しました。開始: sekisho agent',
  },
  'link.made': {
    en: 'It signs one browser in, once, until {{until}}, to read only.',
    ja: 'ブラウザー1つで一回だけ使えます(閲覧のみ)。有効期限: {{until}}',
  },
  'verify.missing': { en: 'missing', ja: '不足' },
  'verify.differs-file': { en: 'differs', ja: '相違' },
  'verify.extra': { en: 'extra', ja: '余分' },
  'verify.unreadable': { en: 'unreadable', ja: '読取不可' },
  'verify.signed': {
    en: '{{component}} {{version}} is signed by the given key {{key}}.',
    ja: '{{component}} {{version}}は指定の鍵{{key}}で署名されています。',
  },
  'verify.unproved': {
    en: 'No key was given, so only the content was compared: nothing proves who made {{component}} {{version}}. It names the key {{keys}}; give --key with the one that you trust.',
    ja: '鍵の指定がないため内容だけを比較しました。{{component}} {{version}}の作成者は確認していません(記載の鍵: {{keys}})。信頼する鍵を--keyで指定してください。',
  },
  'verify.adoption': {
    en: 'It is an adoption by {{by}}, not a release: {{reason}}',
    ja: 'リリースではなく{{by}}による現状承認です: {{reason}}',
  },
  'verify.weak': {
    en: 'It is weak: what it lists was compared with the MD5 of packages alone when it was made.',
    ja: '弱いリリースです。作成時の照合はパッケージのMD5のみです。',
  },
  'verify.same': { en: '{{files|file|files}}, all as listed.', ja: '全{{files}}件が一致しました。' },
  'verify.differs': {
    en: '{{count|file is|files are}} not as listed; {{files}} are.',
    ja: '{{count}}件が一致しません(一致: {{files}}件)。',
  },
  'status.judging': {
    en: '{{where}}: judging again, {{judged}} of {{total}}',
    ja: '{{where}}: 再判定中({{total}}件中{{judged}}件)',
  },
  'adopt.done': {
    en: '{{by}} adopted {{files|file|files}} of {{root}} (release {{id}}). They are shown as adopted, not known good.',
    ja: '{{by}}が{{root}}の{{files}}件を現状承認しました(リリース{{id}})。正当性は未確認と表示されます。',
  },
  'adopt.would': {
    en: '{{files|file|files}} of {{root}} would be adopted. Nothing was.',
    ja: '{{root}}の{{files}}件が現状承認の対象です。まだ現状承認していません。',
  },
  'option.adopt-preview': {
    en: 'show what no known component explains, and what would be adopted; adopt nothing',
    ja: '既知の構成要素に含まれないものと現状承認の対象を表示するだけで、現状承認はしない',
  },
  'adopt.nothing': {
    en: 'Nothing of {{root}} needs adopting: releases and class rules cover it.',
    ja: '{{root}}に現状承認が必要なものはありません。リリースと種別の規則ですべて許可されています。',
  },
  'adopt.nothing-else': {
    en: 'Nothing else of {{root}} needs adopting. Nothing was adopted.',
    ja: '{{root}}にほかに現状承認が必要なものはありません。何も現状承認していません。',
  },
  'adopt.not-composed': {
    en: 'What no known component explains is not shown: the collector is looking through a host for somebody else. To see it, later: {{command}}',
    ja: '既知の構成要素に含まれないものの一覧は省略しました(コレクターが別の調査を実行中です)。後で確認するには: {{command}}',
  },
  'adopt.guarded': {
    en: '{{count}} are not adopted: each runs where nothing should, or changes what runs. Look at each, and approve it by itself (sekisho approval add) or remove it:',
    ja: '{{count}}件は現状承認されません(実行されるべきでない場所で実行可能、または実行設定を変更)。1件ずつ確認し、個別に承認(sekisho approval add)または削除してください:',
  },
  'adopt.left-out': {
    en: '{{count}} cannot be adopted, because they were not read or are no files:',
    ja: '{{count}}件は現状承認できません(読み取れない、またはファイルでない):',
  },
  'adopt.no-root': {
    en: 'no host watches {{root}}; watched are: {{known}}',
    ja: '{{root}}を監視するホストはありません。監視中: {{known}}',
  },
  'adopt.several-hosts': {
    en: 'several hosts watch {{root}}: choose with --host',
    ja: '{{root}}を監視するホストが複数あります。--hostで指定してください',
  },
  'adopt.no-site': {
    en: '{{host}}:{{root}} belongs to no site: bind it first with "sekisho root bind"',
    ja: '{{host}}:{{root}}はサイトに未割当です。先に「sekisho root bind」で割り当ててください',
  },
  'explained.no-root': {
    en: 'no host watches a folder above {{path}}',
    ja: '{{path}}を含むフォルダーを監視するホストはありません',
  },
  'explained.several-hosts': {
    en: 'several hosts watch it ({{names}}): choose with --host',
    ja: '複数のホスト({{names}})が監視しています。--hostで指定してください',
  },
  'explained.nothing-there': { en: 'Nothing is there now.', ja: '現在は何もありません。' },
  'explained.class': {
    en: 'Class {{name}}, by the rule {{rule}} of profile {{profile}}.',
    ja: '種別: {{name}}(プロファイル{{profile}}の規則{{rule}})',
  },
  'explained.class-default': {
    en: 'Class {{name}}: no rule of profile {{profile}} names it, and then it needs a permit.',
    ja: '種別: {{name}}(プロファイル{{profile}}のどの規則にも該当せず、許可が必要)',
  },
  'explained.content': { en: 'Content now: sha256 {{sha256}}', ja: '現在の内容: sha256 {{sha256}}' },
  'explained.actor': {
    en: 'pid {{pid}}, executable {{executable}}, command: {{command}}',
    ja: 'pid {{pid}}、実行ファイル {{executable}}、コマンド: {{command}}',
  },
  'explained.actor-unknown': { en: 'unknown', ja: '不明' },
  'explained.history': { en: 'Findings ({{count}}):', ja: '検知({{count}}件):' },
  'permit.release': { en: 'release', ja: 'リリース' },
  'permit.adoption': { en: 'adoption', ja: '現状承認' },

  'host.seen': { en: 'last seen {{at}}', ja: '最終応答 {{at}}' },
  'host.never-seen': { en: 'never seen', ja: '応答なし' },
  'host.no-grade': { en: 'not watched yet', ja: '監視開始前' },
  'host.mounts': {
    en: '    on other file systems: {{folders}}',
    ja: '    別のファイルシステム: {{folders}}',
  },
  'host.root-counts': {
    en: '    {{files|file|files}}, {{unauthorised}} unauthorised, {{gaps|open gap|open gaps}}',
    ja: '    {{files}}件、未許可{{unauthorised}}件、監視の空白{{gaps}}件',
  },
  'covered.since': {
    en: 'without a gap since {{since}}, known until {{until}}',
    ja: '{{since}} から空白なし({{until}} まで確認済み)',
  },
  'covered.gap': { en: 'in a gap; known until {{until}}', ja: '空白が未解消({{until}} まで確認済み)' },
  'covered.ended': { en: 'the watch ended at {{until}}', ja: '監視は {{until}} に終了' },
  'coverage.no-root': {
    en: 'no such root is watched; these are: {{known}}',
    ja: 'そのルートは監視されていません。監視中: {{known}}',
  },
  'coverage.more': {
    en: '  … and {{count}} more intervals (--json has all)',
    ja: '  … ほか {{count}} 区間(--jsonで全件)',
  },
  'coverage.known-until': { en: '  Known until {{at}}', ja: '  {{at}} まで確認済み' },
  'host.not-watched': { en: '  Not watched: {{what}}', ja: '  監視対象外: {{what}}' },
  'status.collector': {
    en: 'Collector {{version}}, running since {{since}}',
    ja: 'コレクター{{version}}、開始: {{since}}',
  },
  'status.counts': {
    en: '{{files|file|files}}, {{findings|finding|findings}} ({{open}} open), {{batches|batch|batches}} kept as evidence',
    ja: 'ファイル{{files}}件、検知{{findings}}件(未解決{{open}}件)、証拠{{batches}}件',
  },
  'status.host': {
    en: 'Host {{host}}: {{state}}, {{roots|root|roots}}, {{waiting|record|records}} waiting',
    ja: 'ホスト{{host}}: {{state}}、ルート{{roots}}件、送信待ち{{waiting}}件',
  },
  'status.room': {
    en: '  {{room}}: {{phase}}, {{depth}} at work, the oldest for {{ms}} ms',
    ja: '  {{room}}: {{phase}}、処理中{{depth}}件、最長{{ms}}ミリ秒',
  },
  'status.gap': {
    en: 'Open gap: {{where}}, {{cause}}, since {{since}}',
    ja: '監視の空白: {{where}}、{{cause}}、{{since}}から',
  },
  'gap.opened': { en: 'Gap: {{where}}: {{cause}}', ja: '監視の空白: {{where}}: {{cause}}' },
  'gap.closed': { en: 'Gap closed by a walk: {{where}}: {{cause}}', ja: '巡回で空白を確認済み: {{where}}: {{cause}}' },

  'agent.running': {
    en: 'Agent running (state {{state}}). Ctrl+C stops it.',
    ja: 'エージェント稼働中(状態フォルダー{{state}})。Ctrl+Cで停止します。',
  },
  'collector.running': {
    en: 'Collector running at {{http}}, agents dial {{ws}} (state {{state}}). Ctrl+C stops it.',
    ja: 'コレクター稼働中: {{http}}、エージェントの接続先{{ws}}(状態フォルダー{{state}})。Ctrl+Cで停止します。',
  },
  'stop.asked': { en: 'Stopping; once more forces.', ja: '停止しています。もう一度押すと強制終了します。' },
  'stop.done': { en: 'Stopped.', ja: '停止しました。' },
  'stop.forced': {
    en: 'It did not stop in time: ended by force.',
    ja: '時間内に停止しなかったため、強制終了しました。',
  },
  'stop.late': { en: 'Not stopped in time, ended by force: {{rooms}}', ja: '時間内に停止せず強制終了: {{rooms}}' },
  'stop.failed': { en: 'Stopping {{room}} failed: {{reason}}', ja: '{{room}}の停止に失敗: {{reason}}' },

  'up.no-folder': { en: 'it is no folder', ja: 'フォルダーではありません' },
  'up.no-profile': {
    en: 'there is no profile {{profile}}; there are: {{names}}',
    ja: 'プロファイル{{profile}}はありません。使えるもの: {{names}}',
  },
  'up.demo-made': { en: 'Made a demo shop in {{folder}}', ja: 'デモショップを作りました: {{folder}}' },
  'up.demo-released': {
    en: 'Published the signed release {{component}} {{version}} of it ({{files|file|files}})',
    ja: '署名済みリリース{{component}} {{version}}を公開しました({{files}}件)',
  },
  'up.root': {
    en: 'Watching   {{root}}  (host {{host}}, site {{site}})',
    ja: '監視対象   {{root}}(ホスト{{host}}、サイト{{site}})',
  },
  'up.profile': {
    en: 'Profile    {{title}} ({{name}}); --profile chooses another',
    ja: 'プロファイル {{title}}({{name}})。--profileで変更できます',
  },
  'up.state': { en: 'State      {{state}}', ja: '状態フォルダー {{state}}' },
  'up.dashboard': {
    en: 'Dashboard  {{url}}  (signs in once, within 10 minutes)',
    ja: '画面       {{url}} (10分以内に一回だけサインインできます)',
  },
  'up.no-link': {
    en: 'No link to the dashboard could be made ({{reason}}). "sekisho link" makes one.',
    ja: '画面へのリンクを作れませんでした({{reason}})。「sekisho link」で作れます。',
  },
  'up.one-machine': {
    en: 'Collector and agent share this machine: that shows what changes, but proves nothing against somebody who takes the\nwhole server, because he can rewrite both. For that, run the collector elsewhere (README, "Agent and collector apart").',
    ja: 'コレクターとエージェントが同じサーバーで動いています。変更は分かりますが、サーバーごと乗っ取られた場合の証拠には\nなりません(両方とも書き換えられるため)。コレクターは別のサーバーで動かしてください(README「別々に動かす」)。',
  },
  'up.all-authorised': { en: '{{files|file|files}}, all authorised.', ja: '全{{files}}件が許可済みです。' },
  'up.some-unauthorised': {
    en: '{{unauthorised}} of {{files}} files are unauthorised. List them:',
    ja: '{{files}}件中{{unauthorised}}件が未許可です。一覧:',
  },
  'up.walks-only': {
    en: 'Changes are not seen as they happen, but at the next walk ({{why}}).',
    ja: '変更は即時ではなく次回の巡回で検知されます({{why}})。',
  },
  'up.not-watched': { en: 'Not watched:', ja: '監視対象外:' },
  'up.not-watched-more': {
    en: 'Not watched: {{count}} more. All of it: {{command}}',
    ja: '監視対象外: ほか{{count}}件。一覧: {{command}}',
  },
  'up.nothing-changed': {
    en: 'Nothing changed while Sekisho was not running.',
    ja: '停止中の変更はありませんでした。',
  },
  'up.changed-meanwhile': {
    en: 'Changes while Sekisho was not running: {{count}}.',
    ja: '停止中の変更は{{count}}件でした。',
  },
  'up.more-findings': {
    en: '{{count|more finding|more findings}} at once; the newest follow. All of them: {{command}}',
    ja: 'ほかに{{count}}件の検知がありました。新しいものを表示します。すべての一覧: {{command}}',
  },
  'up.judged-again': {
    en: 'The allowlist changed: what it touches is judged again.',
    ja: '許可リストが変わりました。対象を判定し直します。',
  },
  'up.watching': {
    en: 'Watching. Findings appear here as they are judged; Ctrl+C stops.',
    ja: '監視中です。検知は判定され次第ここに表示されます。Ctrl+Cで停止します。',
  },

  'summary.head': {
    en: 'First census of {{root}}: {{files|file|files}}, {{unauthorised}} of them covered by no release yet.',
    ja: '{{root}}の初回の全数調査: {{files}}件、うち{{unauthorised}}件はまだどのリリースにも含まれていません。',
  },
  'summary.class': { en: 'Class', ja: '種別' },
  'summary.folder': { en: 'Folder', ja: 'フォルダー' },
  'summary.files': { en: 'files', ja: '件数' },
  'summary.unauthorised': { en: 'unauthorised', ja: '未許可' },
  'summary.other-folders': { en: '{{count}} other folders', ja: 'その他{{count}}フォルダー' },
  'summary.worst': { en: 'Look at these first:', ja: '最初に確認すべきもの:' },
  'summary.release': {
    en: 'Publish what you know to be good, from where you build or deploy it:',
    ja: '正しいと分かっているもの(ビルド・デプロイ元)をリリースとして公開する:',
  },
  'summary.adopt': {
    en: 'Or adopt what is there now, by name (it stays visible as adopted, not known good):',
    ja: 'または、名前を残して現状承認する(「正当性は未確認」と表示され続けます):',
  },
  'summary.list': { en: 'List the worst:', ja: '最も深刻なものの一覧:' },
  'summary.your-name': { en: 'YOUR NAME', ja: 'あなたの名前' },
  'summary.your-reason': { en: 'WHY IT IS GOOD', ja: '現状承認の理由' },

  'demo.attacked': {
    en: 'In {{shop}}:\n  dropped   {{dropped}} (inert: it ends before it does anything)\n  modified  {{payment}} (a comment)\nBoth should be flagged in the terminal of "npm start" and on the page.',
    ja: '{{shop}}で:\n  設置 {{dropped}}(無害: 何もせずに終わります)\n  改変 {{payment}}(コメントのみ)\n「npm start」の端末と画面の両方で検知されるはずです。',
  },
  'demo.no-shop': {
    en: 'There is no demo shop in {{shop}}: start it first with "npm start", and use the same state folder.',
    ja: 'デモショップが{{shop}}にありません。先に「npm start」を実行し、同じ状態フォルダーを使ってください。',
  },
} as const
