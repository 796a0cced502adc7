// Owns the help of releases and of the keys that sign them, in English and Japanese.

export const releaseHelpMessages = {
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
  'argument.source': {
    en: 'folder, archive or list of sums that the release is made from',
    ja: 'リリースの元になるフォルダー、アーカイブ、またはsha256の一覧',
  },
  'argument.compared': { en: 'folder to compare with the release', ja: 'リリースと比較するフォルダー' },
  'argument.key-id': { en: 'public id of the key, 64 hex digits', ja: '鍵の公開ID(16進数64桁)' },
  'argument.release-file': { en: 'signed release file', ja: '署名済みリリースのファイル' },
  'argument.release-id': { en: 'number from "release list"', ja: '「release list」の番号' },
  'argument.component': { en: 'name of the component', ja: '構成要素の名前' },
  'argument.version': { en: 'version of the release', ja: 'リリースの版' },
  'argument.sha256': { en: 'sha256 of the content, 64 hex digits', ja: '内容のsha256(16進数64桁)' },
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
} as const
