// Owns the words of releases, components and malicious contents on the command line, their help included, in both languages.

export const releaseMessages = {
  'release.created': {
    en: '{{component}} {{version}}: {{files|file|files}}, signed into {{file}}.',
    ja: '{{component}} {{version}}: {{files}}件のファイルに署名し、{{file}}に保存しました。',
  },
  'release.is-adoption': {
    en: 'It is an adoption by {{by}}, not a release: its files are shown as adopted, not known good.',
    ja: 'これはリリースではなく{{by}}による現状承認です。ファイルは「正当性は未確認」と表示されます。',
  },
  'release.is-weak': {
    en: 'It is weak, and what it permits is shown as weak: that a file is as its package has it, MD5 alone says.',
    ja: 'これは弱いリリースで、許可されたファイルにもその旨が表示されます。パッケージとの一致はMD5でしか確認していません。',
  },
  'release.packages-source': {
    en: 'packages are a source of their own: give --dpkg and at least one --root, and no other source, --strip, --by or --reason',
    ja: 'パッケージは単独の元です。--dpkgと1つ以上の--rootを指定し、ほかの元や--strip、--by、--reasonは省いてください',
  },
  'release.left-out': {
    en: '{{count}} not listed, and each needs a look of its own (sekisho approval add, or sekisho adopt):',
    ja: '一覧に含めなかったもの{{count}}件。1件ずつ確認が必要です(sekisho approval add または sekisho adopt):',
  },
  'release.left-out-more': {
    en: '  and {{count}} more: --json names them all',
    ja: '  ほか{{count}}件(--jsonで全件を表示)',
  },
  'release.left-out-loose': {
    en: 'Not listed besides: {{files|file or link|files or links}} of no package, {{links|link|links}} of one. They need adopting once (sekisho adopt).',
    ja: 'ほかに、どのパッケージにも属さないファイル・リンク{{files}}件と、パッケージのリンク{{links}}件は含めていません。一度現状承認してください(sekisho adopt)。',
  },
  'release.packages-missing': {
    en: '{{count|file|files}} of packages not there.',
    ja: 'パッケージのファイルのうち{{count}}件は存在しません。',
  },
  'release.packages-damaged': {
    en: '{{file}}, line {{line}} is damaged: what it says counts for nothing.',
    ja: '{{file}}の{{line}}行目が壊れています。その内容は無視しました。',
  },
  'left-out.differs': { en: 'differs from its package', ja: 'パッケージと相違' },
  'left-out.unreadable': { en: 'could not be read', ja: '読み取り不可' },
  'left-out.no-sum': { en: 'its package has no sum of it', ja: 'パッケージに照合値なし' },
  'left-out.obsolete': { en: 'an earlier version of the package had it', ja: '旧版のパッケージのもの' },
  'left-out.not-installed': {
    en: 'its package was removed, or is not installed whole',
    ja: 'パッケージは削除済み、または未完了',
  },
  'left-out.no-package': { en: 'no package has it', ja: 'どのパッケージにも属さない' },
  'left-out.link': { en: 'packages have no sums of links', ja: 'リンクには照合値がない' },
  'release.from-watched': {
    en: 'it is what the watched root {{root}} holds, and that it is there does not make it good. Make the release from what you deploy, or adopt it: say who and why with --by and --reason',
    ja: '監視中のルート{{root}}の現状です。そこにあるだけでは正当とは言えません。デプロイ元から作成するか、--byと--reasonで決めた人と理由を示して現状承認してください',
  },
  'release.half-adoption': {
    en: 'an adoption says both who and why: give --by and --reason, or neither',
    ja: '現状承認には決めた人と理由の両方が必要です。--byと--reasonを両方指定するか、どちらも省いてください',
  },
  'release.one-source': {
    en: 'name one source: a folder, an archive or a list of sums, or else --git with --rev, or --dpkg with --root',
    ja: '元を1つ指定してください: フォルダー、アーカイブ、sha256の一覧、--gitと--rev、または--dpkgと--root',
  },
  'release.one-contents': {
    en: 'name one source of the contents: --contents with a folder or an archive, or else --git with --rev; --strip alone names none',
    ja: '内容の元を1つ指定してください: --contents(フォルダーまたはアーカイブ)、あるいは--gitと--rev(--stripだけでは指定になりません)',
  },
  'release.contents-source': {
    en: 'name one source of the contents: a folder or an archive, or else --git with --rev',
    ja: '内容の元を1つ指定してください: フォルダーまたはアーカイブ、あるいは--gitと--rev',
  },
  'release.shallow': {
    en: '{{count|file was|files were}} left out, because they lie above --strip {{strip}}.',
    ja: '--strip {{strip}}より上にある{{count}}件は除きました。',
  },
  'release.only-folder': {
    en: 'Everything in it lies in the folder {{folder}}. Where the site has no such folder, make it again with --strip 1.',
    ja: 'すべてフォルダー{{folder}}の中にあります。サイトにこのフォルダーがなければ、--strip 1を付けて作り直してください。',
  },
  'release.published': {
    en: 'Release {{id}} ({{component}} {{version}}, {{files|file|files}}) is current.',
    ja: 'リリース{{id}}({{component}} {{version}}、{{files}}件)を現行にしました。',
  },
  'release.held': {
    en: 'Release {{id}} ({{component}} {{version}}) is held until somebody else confirms it: sekisho release confirm {{component}} {{version}}',
    ja: 'リリース{{id}}({{component}} {{version}})は保留中です。公開者以外の確認が必要です: sekisho release confirm {{component}} {{version}}',
  },
  'release.hold': {
    en: 'It changes {{payment}} payment files, and adds {{executables}} executables where the release before had nothing:',
    ja: '決済ファイル{{payment}}件を変更し、直前のリリースに何もなかったフォルダーへ実行可能ファイル{{executables}}件を追加します:',
  },
  'release.differs': {
    en: '{{component}} {{version}} against {{against}}: {{added}} added, {{changed}} changed, {{removed}} removed',
    ja: '{{component}} {{version}}と{{against}}の差分: 追加{{added}}件、変更{{changed}}件、削除{{removed}}件',
  },
  'release.more-entries': { en: '  and {{more}} more', ja: '  ほか{{more}}件' },
  'release.confirm-how': {
    en: 'To confirm exactly this: sekisho release confirm {{component}} {{version}} --difference {{digest}}',
    ja: 'この差分どおりに確認するには: sekisho release confirm {{component}} {{version}} --difference {{digest}}',
  },
  'release.confirmed': {
    en: '{{component}} {{version}} is confirmed and current.',
    ja: '{{component}} {{version}}を確認済みとし、現行にしました。',
  },
  'release.activated': {
    en: '{{component}} {{version}} is current.',
    ja: '{{component}} {{version}}を現行にしました。',
  },
  'release.revoked': {
    en: '{{component}} {{version}} is revoked: it permits nothing any more.',
    ja: '{{component}} {{version}}を失効させました。今後は何も許可しません。',
  },
  'release.expiry-set': { en: '{{component}} {{version}} ends: {{at}}', ja: '{{component}} {{version}}の終了: {{at}}' },
  'release.unknown': {
    en: 'there is no release {{component}} {{version}} (versions of it: {{known}}; all of them: sekisho release list)',
    ja: 'リリース{{component}} {{version}}はありません(存在する版: {{known}}。一覧: sekisho release list)',
  },
  'component.of-provider': { en: "the provider's", ja: '事業者提供' },
  'component.held': { en: '{{held}} held', ja: '保留{{held}}件' },
  'component.subscribed': {
    en: 'Site {{site}} has {{component}} now.',
    ja: 'サイト{{site}}で{{component}}を利用します。',
  },
  'component.unsubscribed': {
    en: 'Site {{site}} no longer has {{component}}.',
    ja: 'サイト{{site}}での{{component}}の利用をやめました。',
  },
  'malicious.added': {
    en: 'Marked: {{sha256}}. All hosts are looked through: sekisho malicious show {{sha256}}',
    ja: '指定しました: {{sha256}}。全ホストを調べています: sekisho malicious show {{sha256}}',
  },
  'malicious.withdrawn': { en: 'No longer marked: {{sha256}}', ja: '指定を取り消しました: {{sha256}}' },
  'malicious.nowhere': { en: 'It was never seen on any host.', ja: 'どのホストでも見つかっていません。' },
  'malicious.looking': {
    en: '{{roots|root is|roots are}} still being looked through.',
    ja: '残り{{roots}}件のルートを調べています。',
  },
  'malicious.there': { en: 'there now', ja: '現存' },
  'malicious.gone': { en: 'gone', ja: '消失' },
  'release.files': { en: '{{files|file|files}}', ja: '{{files}}件' },
  'release.adopted-by': { en: 'adopted by {{by}}: {{reason}}', ja: '現状承認 {{by}}: {{reason}}' },
  'command.component': {
    en: 'Components: published once, had by any number of sites.',
    ja: '構成要素(一度公開すれば、いくつのサイトでも利用可)。',
  },
  'command.component.list': {
    en: 'List the components with the sites that have them.',
    ja: '構成要素と、それを利用するサイトの一覧を表示します。',
  },
  'command.component.subscribe': {
    en: 'Give a site a component that is published already.',
    ja: '公開済みの構成要素をサイトで利用します。',
  },
  'command.component.unsubscribe': {
    en: 'Take a component from a site: its permits end there.',
    ja: 'サイトでの構成要素の利用をやめます。そのサイトでの許可は終わります。',
  },
  'command.malicious': {
    en: 'Contents that no permit covers, on any site.',
    ja: 'どのサイトでも許可しない内容。',
  },
  'command.malicious.add': {
    en: 'Mark a content as malicious: it is looked for on all hosts.',
    ja: '内容を悪性に指定し、全ホストを調べます。',
  },
  'command.malicious.withdraw': { en: 'Take such a mark back.', ja: '悪性の指定を取り消します。' },
  'command.malicious.list': { en: 'List the marked contents.', ja: '悪性に指定した内容の一覧を表示します。' },
  'command.malicious.show': {
    en: 'Show where a marked content is or was, and since when.',
    ja: '悪性の内容がある(あった)場所と、最初に見つかった時刻を表示します。',
  },
  'command.release.difference': {
    en: 'Show in what a release differs from the one that it would replace.',
    ja: 'リリースと、それが置き換えるリリースとの差分を表示します。',
  },
  'option.approving-key': {
    en: 'confirm by this signing key of the state folder, which is trusted to approve',
    ja: '承認用として信頼された状態フォルダーの署名鍵で確認する',
  },
  'command.release.confirm': {
    en: 'Confirm a held release, after looking at its difference. Who published it cannot.',
    ja: '差分を見たうえで、保留中のリリースを2人目として確認します。公開した本人にはできません。',
  },
  'command.release.activate': {
    en: 'Make an earlier release current again: the way back.',
    ja: '以前のリリースを現行に戻します。',
  },
  'command.release.revoke': {
    en: 'Take all permits of a release away, for good.',
    ja: 'リリースを失効させ、その許可をすべて永久になくします。',
  },
  'command.release.expire': {
    en: 'Set when a release permits nothing any more.',
    ja: 'リリースの許可が終わる日時を設定します。',
  },
} as const
