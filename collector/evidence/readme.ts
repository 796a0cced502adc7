// Owns the words that lie beside an export, for people who know nothing of Sekisho, in English and Japanese. Pure.

import { fill } from '@sekisho/shared/messages/fill.ts'
import type { Locale } from '@sekisho/shared/messages.ts'
import type { KeyId } from '@sekisho/shared/proof.ts'
import type { ExportedSite } from '../handover.export.ts'
import type { ContentsReport } from './export-contents.ts'
import type { ExportMaker } from './export-folder.ts'

export interface ReadmeFacts {
  readonly incident: number
  readonly madeAt: string
  readonly by: ExportMaker
  readonly version: string
  readonly collector: KeyId
  readonly findings: number
  readonly batches: number
  readonly contents: ContentsReport
  readonly sites: readonly ExportedSite[]
}

export function exportReadme(facts: ReadmeFacts): string {
  const { contents, sites } = facts
  const inEnglish = fill(english, {
    ...wordsOf(facts),
    warning: warning(contents),
    place: placeLine(contents),
    alone: alone(sites, 'When this was exported, one person alone approved payment files on: '),
    absence: absence(contents, absenceWords),
  })
  const inJapanese = fill(japanese, {
    ...wordsOf(facts),
    warning: warningJa(contents),
    place: placeLineJa(contents),
    alone: alone(sites, '作成時点で、決済ファイルを1人だけで承認できたサイト: '),
    absence: absence(contents, absenceWordsJa),
  })
  return `${inEnglish}\n\n${inJapanese}`
}

/** What stands in both languages. */
function wordsOf({ by, contents: { written, bytes }, sites: _, ...facts }: ReadmeFacts) {
  return { ...facts, who: whoOf(by), written, bytes }
}

/** What a user is called is somebody's choice: it stays on its line. */
function whoOf({ user, sudoUser, machine }: ExportMaker): string {
  const who = sudoUser === null ? user : `${user} (sudo: ${sudoUser})`
  return oneLine(`${who} @ ${machine}`)
}

function oneLine(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?')
}

const english = `SEKISHO: EVIDENCE OF INCIDENT {{incident}}

Exported     {{madeAt}} (UTC)
By           {{who}}
Program      Sekisho {{version}}
Collector    {{collector}}
Findings     {{findings}}
Batches      {{batches}}
Contents     {{written}} ({{bytes}} bytes)

{{warning}}WHAT THIS IS
Sekisho watches the files of web shops. An agent on each web server reports what changed, in batches that it signs with its own
key (Ed25519); each batch names the sha256 of the one before. A collector on another machine keeps the exact bytes and judges.
This folder is one incident, with all that belongs to it.

HOW TO CHECK IT
    node verify.mjs {{collector}}
It needs Node 18 or later and nothing else: no network, no Sekisho, no package. It only reads. It ends with 0 and WHOLE, or
with 1 and each break by name. Ask the owner of the collector for its key by another way than this folder, and compare: whoever
changes this folder could write another key here. The verifier itself can be compared with collector/evidence/verifier.mjs of
the program's source, or be run from there: node verifier.mjs KEY FOLDER

WHAT IS IN IT
chains/          Each signed batch, byte for byte, from the first to the last in which a finding of the incident lies, with
                 all between. 64 bytes of signature over "sekisho.batch.v1" LF and the content; then the content, as JSON.
                 Batches whose name says "refused" were refused by the collector and keep their place in the chain.
chains.json      For each chain: host, epoch, the agent's keys, the digest and predecessor of each batch, and the last batch
                 (head) that the collector held when this was exported.
findings.ndjson  Each finding: file, times, content before and after, who did it, and in which record of which batch it stands.
files.ndjson     The files of the incident, as the collector grouped them, and why.
contents.ndjson  Each content of a file that a finding shows (what was found, what was there before, what came and went
                 between): sha256, its file, size, whether it is whole or the first part, when it was taken
                 and from which host (or from a signed release), owner, times, extended attributes and actor there, and each
                 finding with it, up to 100. Where file is null, why says why.
{{place}}incident.json    The incident: state, outcome, what was decided by whom, and the declared moment of awareness.
hosts.ndjson     The hosts: every key that each has had, the last measured difference of its clock from the collector's
                 (clockOffsetMs), versions, and what is not watched there.
sites.ndjson     The sites, and which approvals there waited for a second person when this was exported (fourEyes): those of payment
                 files (true), all ("always"), or none (false): then one person alone approves, also what that person wrote.
coverage.ndjson  From a day before the first finding to a day after the last: what was watched how well (span), and when
                 something may have been missed (gap).
audit.ndjson     Lines of the collector's audit trail that concern the incident, its hosts and its contents: chain of custody; and
                 each change of what its sites ask of approvals (site.four-eyes).
manifest.json    Size and sha256 of every file; signed by the collector in manifest.sig, over "sekisho.export.v1" LF and the
                 file.

WHOSE WORD IS WHAT
The agents' signatures prove what the hosts reported, in which order, and that none of it was left out between. That what was
reported is true holds as far as the host could be trusted at that moment. A whole content has the sha256 that the signed
finding says: these bytes were there. Of a first part (whole: false) only the collector says so. Verdicts, severities, grouping, times of receipt,
coverage and the audit trail are the collector's word, as is which keys a host has had.
{{alone}}
WHAT IS NOT IN IT
{{absence}}- What was before the first and after the last batch. Whether the end of a chain was cut off can be shown only with heads that
  left the collector earlier: its daily digest has them attached.
- Whether a file was ever served to anybody: that is for the web server's logs. Databases, memory and third-party scripts are
  not watched.
Batches hold all that the host reported in that time, also of files that have nothing to do with the incident; the audit trail
holds names and addresses of people. Keep this folder accordingly.
`

const japanese = `SEKISHO(関所): インシデント {{incident}} の証拠

作成日時     {{madeAt}}(UTC)
作成者       {{who}}
プログラム   Sekisho {{version}}
コレクター   {{collector}}
検知         {{findings}} 件
バッチ       {{batches}} 個
ファイル内容 {{written}} 個({{bytes}} バイト)

{{warning}}このフォルダーについて
SekishoはECサイトのファイルを監視します。各Webサーバーのエージェントが変更を報告し、報告(バッチ)に自身の鍵(Ed25519)で署名します。
各バッチには直前のバッチのsha256が含まれます。別のマシンのコレクターが受信したバイト列をそのまま保管し、判定します。このフォルダーは、
1件のインシデントとそれに関する資料一式です。

検証方法
    node verify.mjs {{collector}}
必要なのはNode 18以降だけです。ネットワークもSekishoも追加パッケージも不要で、読み取りしか行いません。問題がなければWHOLEと
表示して終了コード0、あれば不整合を1件ずつ示して1で終わります。コレクターの鍵は、このフォルダー以外の経路で所有者に確認し、照合して
ください(このフォルダーを改変できる者は、ここに別の鍵を書けます)。検証プログラム自体は、ソースのcollector/evidence/verifier.mjs
と比較するか、そちらから実行できます: node verifier.mjs 鍵 フォルダー

内容
chains/          署名付きバッチの原本。インシデントの検知を含む最初のバッチから最後のバッチまで、間のものもすべて含みます。
                 先頭64バイトが「sekisho.batch.v1」+改行+本文に対する署名、残りが本文(JSON)です。名前に「refused」を含む
                 ものは、コレクターが受け付けなかったバッチで、連鎖上の位置を占めます。
chains.json      連鎖ごとのホスト、エポック、エージェントの鍵、各バッチのダイジェストと直前のダイジェスト、作成時点の末尾(head)。
findings.ndjson  各検知: ファイル、時刻、変更前後の内容の情報、実行者、どのバッチの何番目の記録か。
files.ndjson     インシデントに属するファイルと、まとめた理由。
contents.ndjson  検知が示すファイル内容の一覧(見つかったもの、以前のもの、途中に現れて消えたもの): sha256、ファイル名、
                 サイズ、全体か先頭部分か、取得日時と取得元(ホストまたは署名済みリリース)、所有者、時刻、拡張属性、実行者、該当する検知
                 (100件まで)。fileがnullのものは含まれず、whyがその理由です。
{{place}}incident.json    インシデントの状態、結果、誰が何を決めたか、申告された「知った時点」。
hosts.ndjson     ホスト: これまでの鍵すべて、コレクターとの時計の差(最後の測定値、clockOffsetMs)、バージョン、監視対象外のもの。
sites.ndjson     サイトと、作成時点で2人目の確認が必要な承認(fourEyes): 決済ファイル(true)、すべて("always")、なし(false。
                 1人だけで承認でき、自分で書いたものも承認できます)。
coverage.ndjson  最初の検知の1日前から最後の検知の1日後まで: 監視の程度(span)と、見落としの可能性がある期間(gap)。
audit.ndjson     このインシデント、ホスト、ファイル内容に関する監査証跡(証拠の取り扱いの経緯)と、2人目の確認の設定変更(site.four-eyes)。
manifest.json    全ファイルのサイズとsha256。manifest.sigは「sekisho.export.v1」+改行+このファイルへのコレクターの署名です。

何が誰の証言か
エージェントの署名が証明するのは、ホストが何をどの順序で報告したか、その間に欠落がないことです。報告の内容が事実であることは、その
時点でホストが信頼できた範囲に限られます。全体を取得した内容は、署名された検知のsha256と一致します(そのバイト列がそこにあったことの証明)。
先頭部分だけのもの(whole: false)は、コレクターの記録にすぎません。判定、重大度、まとめ方、受信時刻、監視状況、監査証跡、ホストの鍵の履歴は、コレクターの記録です。
{{alone}}
含まれないもの
{{absence}}- 最初のバッチより前と、最後のバッチより後。連鎖の末尾が切り落とされていないことは、以前にコレクターの外へ出た末尾(日次ダイジェストの
  添付)がなければ示せません。
- ファイルが実際に配信されたかどうか(Webサーバーのログで確認してください)。データベース、メモリー、外部スクリプトは監視していません。
バッチには、その期間にホストが報告したすべてが含まれ、インシデントと無関係なファイルも含みます。監査証跡には個人の名前とアドレスが
含まれます。取り扱いにご注意ください。
`

/** A site's name is somebody's choice, too. */
function alone(sites: readonly ExportedSite[], words: string): string {
  const names = sites.filter(({ fourEyes }) => fourEyes === false).map(({ site }) => oneLine(site))
  return names.length === 0 ? '' : `${words}${names.join(', ')}\n`
}

function placeLine({ written, sealed }: ContentsReport): string {
  if (written === 0) return ''
  return sealed
    ? `contents.zip     Those contents, byte for byte, as SHA256.bin, under a password (AES-256, WinZip's AE-2).
`
    : `contents/        Those contents, byte for byte, as SHA256.bin.
`
}

function placeLineJa({ written, sealed }: ContentsReport): string {
  if (written === 0) return ''
  return sealed
    ? `contents.zip     ファイル内容そのもの(SHA256.bin)。パスワード付き(AES-256、WinZip AE-2)。
`
    : `contents/        ファイル内容そのもの(SHA256.bin)。
`
}

function warning({ written, sealed }: ContentsReport): string {
  if (written === 0) return ''
  const unpack = sealed
    ? `Unpack contents.zip elsewhere, with the password that you get by another way: 7-Zip, WinZip, Keka and bsdtar open it, Info-ZIP's
unzip does not. Then check what is in it: node verify.mjs --contents UNPACKED_FOLDER
`
    : ''
  return `WARNING
The files in ${sealed ? 'contents.zip' : 'contents/'} may be malicious: some are what the attacker left. Their names end in .bin and nobody may execute
them, but a scanner may remove them, and whoever opens one in a program may run it. Look at them on a machine that can be
thrown away, and do not copy them to where a web server, a mail client or a preview finds them.
Configuration files among them may hold passwords and keys, of databases and payment services for example. Give them to nobody who
need not have them, and let the owner change each that has left with them.
${unpack}
`
}

function warningJa({ written, sealed }: ContentsReport): string {
  if (written === 0) return ''
  const unpack = sealed
    ? `contents.zip は、別経路で受け取ったパスワードで、このフォルダーの外に展開してください(7-Zip、WinZip、Keka、bsdtarで可能。Info-ZIPの
unzipでは不可)。展開後の検証: node verify.mjs --contents 展開先フォルダー
`
    : ''
  return `警告
${sealed ? 'contents.zip' : 'contents/'} のファイルには、攻撃者が残した不正なプログラムが含まれる可能性があります。名前は.binで終わり実行権限もありませんが、ウイルス
対策ソフトが削除したり、アプリケーションで開くと動作したりするおそれがあります。廃棄できる環境でのみ調べ、Webサーバー、メールソフト、
プレビュー機能の届く場所には置かないでください。
設定ファイルには、データベースや決済サービスなどのパスワードや鍵が含まれる可能性があります。必要のない人には渡さず、含まれていたものは
所有者が変更してください。
${unpack}
`
}

interface AbsenceWords {
  readonly locale: Locale
  /** What is counted, and where its reasons stand. */
  head(count: number): string
  readonly keyMissing: string
  /** Why something is withheld, a line each. */
  readonly withheld: readonly string[]
}

const absenceWords: AbsenceWords = {
  locale: 'en',
  head: count => `${count} contents of files, of which contents.ndjson has sha256 and reason:`,
  keyMissing: 'The key with which the collector closed them was not at hand: ',
  withheld: [
    'What holds three or more card numbers (cards), and files of secrets such as .env (settings), is not kept. One exception: of a file',
    'above 20 MB the first part may be there although its host says that card numbers are in the file (cards in contents.ndjson).',
    "What a rule of the owner's profile keeps on its host (keep: false) is handed out to nobody (profile).",
  ],
}

const absenceWordsJa: AbsenceWords = {
  locale: 'ja',
  head: count => `ファイル内容 ${count} 個(sha256と理由はcontents.ndjsonにあります)。`,
  keyMissing: '暗号鍵が利用できませんでした: ',
  withheld: [
    'カード番号を3件以上含むもの(cards)と、.envなど秘密情報のファイル(settings)は保管しません。例外として、20 MBを超える',
    'ファイルは、カード番号を含むとホストが報告したものでも、先頭部分が含まれることがあります(contents.ndjsonのcards)。',
    'プロファイルの規則(keep: false)でホストの外に出さないファイル(profile)の内容は、誰にも渡しません。',
  ],
}

function absence({ absent, trouble }: ContentsReport, { locale, head, keyMissing, withheld }: AbsenceWords): string {
  const count = Object.values(absent).reduce((sum, some) => sum + some, 0)
  if (count === 0) return ''
  const counts = Object.entries(absent).map(([why, some]) => `${why}: ${some}`)
  const key = trouble === null ? [] : [`${keyMissing}${oneLine(trouble[locale])}`]
  const below = [...counts, ...key, ...withheld].map(line => `  ${line}\n`)
  return `- ${head(count)}\n${below.join('')}`
}
