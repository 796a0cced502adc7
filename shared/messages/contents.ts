// Owns the words of contents on the command line, their help included, in both languages.

export const contentMessages = {
  'content.part-of': {
    en: 'only the first {{bytes}} of {{size}} bytes, not compared with the digest',
    ja: '先頭の{{bytes}}バイトのみ(全体は{{size}}バイト、ハッシュ未照合)',
  },
  'content.whole': { en: '{{size}} bytes, as their digest says', ja: '{{size}}バイト(ハッシュ照合済み)' },
  'content.growing': {
    en: 'the beginning of a file that was still being written to when it was read',
    ja: '読み取り時に書き込み中だったファイルの先頭部分',
  },
  'content.size': { en: '{{size}} bytes', ja: '{{size}}バイト' },
  'content.cards': {
    en: 'card numbers counted on the host: {{count}}; such as {{shown}}',
    ja: 'ホスト上で数えたカード番号: {{count}}件(例 {{shown}})',
  },
  'content.seen': { en: 'seen at {{at}}; finding {{finding}}', ja: '観測 {{at}}(検知 {{finding}})' },
  'content.stat': {
    en: 'owner {{uid}}:{{gid}}, mode {{mode}}, mtime {{mtime}}, ctime {{ctime}}',
    ja: '所有者 {{uid}}:{{gid}}、モード {{mode}}、mtime {{mtime}}、ctime {{ctime}}',
  },
  'content.actor': { en: 'written by {{program}} ({{user}})', ja: '書き込み元 {{program}}({{user}})' },
  'content.done': { en: 'settled at {{at}}', ja: '確定 {{at}}' },
  'content.summary': {
    en: '{{kept}} kept, {{wanted}} wanted, {{withheld}} withheld, {{missed}} missed; {{used}} of {{budget}} MiB in use',
    ja: '保管済み {{kept}}、取得待ち {{wanted}}、非取得 {{withheld}}、取得できず {{missed}}。容量 {{used}} / {{budget}} MiB',
  },
  'content.over-budget': {
    en: '{{count}} were missed because there was no room: raise contents.keepMiB in the config of the collector.',
    ja: '{{count}}件が容量不足で取得できませんでした。コレクター設定のcontents.keepMiBを増やしてください。',
  },
  'content.trouble': {
    en: 'A key is missing or wrong, and contents that need it can be neither taken nor read: {{detail}}',
    ja: '鍵がないか誤っているため、その鍵が必要な内容は取得も読み取りもできません: {{detail}}',
  },
  'content.written': {
    en: '{{file}}: {{bytes}} bytes. It may be malicious: do not run it, and look at it on no machine that matters.',
    ja: '{{file}}: {{bytes}}バイト。悪性の可能性があります。実行せず、重要な端末では開かないでください。',
  },
  'content.sealed': {
    en: '7-Zip opens it with the password. Give that by another way than the archive: it is kept nowhere.',
    ja: '7-Zip等でパスワードを入力して展開できます。パスワードはアーカイブとは別の経路で伝えてください(どこにも保存されません)。',
  },
  'content.zip-and-password': {
    en: 'an archive needs both --zip and --password-file',
    ja: 'アーカイブには --zip と --password-file の両方が必要です',
  },
  'content.out-exists': {
    en: 'it is there already, and is not overwritten',
    ja: 'すでに存在するため、上書きしません',
  },
  'content.out-watched': {
    en: 'it lies in the watched root {{root}}, where it could be served and run',
    ja: '監視対象のルート{{root}}の中にあり、配信・実行されるおそれがあります',
  },

  'command.content': {
    en: 'Contents of files that no permit covers, as they were taken when they were found.',
    ja: '許可のないファイルの内容(検知時に取得したもの)を扱います。',
  },
  'command.content.list': {
    en: 'List what was taken, what waits, and what could not be had and why; the newest first.',
    ja: '取得済み、取得待ち、取得できなかった内容とその理由を新しい順に表示します。',
  },
  'command.content.show': {
    en: 'Show what is known of one content, without the content itself.',
    ja: '1件の情報を表示します(内容そのものは表示しません)。',
  },
  'command.content.get': {
    en: 'Write one content into a new file that only you can read. It may be malicious. The look stands in the audit trail.',
    ja: '内容を自分だけが読める新しいファイルに書き出します。悪性の可能性があります。監査証跡に記録されます。',
  },
  'argument.content': { en: 'sha256 of a content', ja: '内容のsha256' },
  'option.content-state': {
    en: 'only those that are wanted, kept, withheld or missed',
    ja: '状態で絞り込み(wanted、kept、withheld、missed)',
  },
  'option.content-sha256': { en: 'only the content with this sha256', ja: 'このsha256の内容のみ' },
  'option.content-out': { en: 'file to write; it must not exist', ja: '書き出し先のファイル(存在しないこと)' },
  'option.content-zip': {
    en: 'as a zip archive under a password (AES-256), as forensic firms expect it',
    ja: 'パスワード付きzip(AES-256)で書き出します',
  },
  'option.content-password': {
    en: 'file with the password of --zip, one line that only you can read',
    ja: '--zip のパスワードを1行で書いたファイル(自分だけが読めること)',
  },

  'released-why.missing': { en: 'the source holds no such file', ja: '元にファイルがありません' },
  'released-why.not-wanted': { en: 'its content is not to be kept', ja: '内容の保管対象ではありません' },
  'released-why.mismatch': { en: 'it is not what the release lists', ja: 'リリースの内容と一致しません' },
  'released-why.too-large': { en: 'it has more than 1 MiB', ja: '1MiBを超えています' },
  'released-why.binary': { en: 'it is no text', ja: 'テキストではありません' },
  'released-why.cards': { en: 'it holds card numbers', ja: 'カード番号を含みます' },
  'released-why.over-budget': { en: 'there is no room for it', ja: '保管容量の上限を超えました' },
  'release.contents': {
    en: '{{kept}} contents were kept, {{refused}} were not. What was here already, and what is neither code nor payment, was not asked for.',
    ja: '{{kept}}件の内容を保管しました(保管できなかったもの {{refused}}件)。保管済みのもの、コード・決済以外のものは対象外です。',
  },
  'release.contents-none': {
    en: 'No content was asked for: what the release lists is here already, is neither code nor payment, or no root has the component yet.',
    ja: '渡す内容はありませんでした。保管済みか、コード・決済以外であるか、この構成要素を持つルートがまだありません。',
  },
  'release.contents-folder': {
    en: 'Everything in it lies in the folder {{folder}}. Where the release has no such folder, give it again with --strip 1.',
    ja: 'すべてフォルダー{{folder}}の中にあります。リリースにこのフォルダーがなければ、--strip 1を付けて渡し直してください。',
  },
  'release.contents-later': {
    en: 'The release stands; its contents were not, or not all, given. Give them later: sekisho release contents {{id}} SOURCE',
    ja: 'リリースは公開済みですが、内容を渡し終えていません。後から渡せます: sekisho release contents {{id}} 元',
  },
  'release.contents-going': {
    en: '{{going|content|contents}} of release {{id}} will go as soon as the collector has nothing else to do. What a release in force lists, and what a finding is compared with, stays.',
    ja: 'リリース{{id}}の内容{{going}}件を、コレクターの手が空き次第削除します。有効なリリースに載っているもの、検知の比較に使われるものは残ります。',
  },
  'release.contents-remove-alone': {
    en: '--remove takes no source: it lets go what is here of the release',
    ja: '--removeには元を指定できません(保管済みの内容を削除する指定です)',
  },
  'command.release.contents': {
    en: 'Give the collector the text of code and payment files of a release, so that what is found is shown against what was released.',
    ja: 'リリースのコード・決済ファイルのテキストをコレクターに渡します。検知時にリリースされた内容との差分を表示できます。',
  },
  'argument.release-contents': {
    en: 'folder or archive that the release was made of',
    ja: 'リリースの元になったフォルダーまたはアーカイブ',
  },
  'command.content.diff': {
    en: 'Show in which lines a file differs from what was released, or else from what was captured before. The look stands in the audit trail.',
    ja: 'リリースされた内容(なければ以前に取得した内容)との差分を行単位で表示します。監査証跡に記録されます。',
  },
  'argument.content-finding': {
    en: 'number of a finding, or a host before the path',
    ja: '検知の番号、またはホスト名(パスを続けて指定)',
  },
  'argument.content-path': {
    en: 'absolute path there: its newest finding is taken',
    ja: 'そのホストの絶対パス(最新の検知を対象とします)',
  },
  'difference.no-finding': {
    en: 'no finding is known of this path',
    ja: 'このパスの検知はありません',
  },
  'usage.content-finding': {
    en: 'must be the number of a finding, or a host and a path',
    ja: '検知の番号、またはホスト名とパスを指定してください',
  },
} as const
