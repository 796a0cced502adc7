// Owns the check of one exported incident wherever it was taken: every export carries a copy of this file as verify.mjs. It is
// plain JavaScript for Node 18 and later, takes nothing of the house and nothing from any registry, only reads, and trusts no
// file of the export: each may have been written by whoever wants to deceive. One file, however long: it travels alone.
//
//   node verify.mjs [KEYID] [FOLDER] [--contents UNPACKED]
//
// KEYID: the collector's key, 64 hex digits, as the reader has it from elsewhere. FOLDER: else the one that this file lies in.
// UNPACKED: where contents.zip of an export was unpacked, if its contents lie under a password.
// Prints one line for each check. Ends with 0 where all of it holds, with 1 where anything does not.
import { createHash, createPublicKey, verify } from 'node:crypto'
import { closeSync, lstatSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The first had no contents. */
const formats = [1, 2]
const exportDomain = Buffer.from('sekisho.export.v1\n')
const batchDomain = Buffer.from('sekisho.batch.v1\n')
/** SubjectPublicKeyInfo prefix of an Ed25519 key, RFC 8410 section 4. */
const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex')
/** Of an Ed25519 signature, RFC 8032. */
const signatureBytes = 64
/** Four times what a collector takes as one batch. */
const maxBatchBytes = 16 * 1024 * 1024
const pieceBytes = 1024 * 1024
/** More breaks are counted, and not printed: the first ones say what is wrong. */
const maxPrinted = 200
const keyPattern = /^[0-9a-f]{64}$/

class Report {
  breaks = 0

  holds(text) {
    console.log(`ok     ${shown(text)}`)
  }

  note(text) {
    console.log(`note   ${shown(text)}`)
  }

  broken(place, text) {
    this.breaks++
    if (this.breaks <= maxPrinted) console.log(`BREAK  ${shown(place)}: ${shown(text)}`)
  }

  /** Says that a check holds, where it broke nothing since `before`. */
  unless(before, text) {
    if (this.breaks === before) this.holds(text)
  }
}

/** Foreign text as one line that no terminal obeys. */
function shown(text) {
  return String(text).replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}]/gu,
    sign => `<U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`,
  )
}

const sha256 = bytes => createHash('sha256').update(bytes).digest('hex')
const isObject = value => typeof value === 'object' && value !== null && !Array.isArray(value)
const listOf = value => (Array.isArray(value) ? value : [])
const reasonOf = error => (error instanceof Error ? error.message : String(error))

function signedBy(key, domain, body, signature) {
  if (!keyPattern.test(key)) return false
  const der = Buffer.concat([spkiPrefix, Buffer.from(key, 'hex')])
  try {
    const publicKey = createPublicKey({ key: der, type: 'spki', format: 'der' })
    return verify(null, Buffer.concat([domain, body]), publicKey, signature)
  } catch {
    // No point of the curve is no key: nobody has signed with it.
    return false
  }
}

// ---- the manifest

function checkManifest(folder, wanted, report) {
  const bytes = readFileSync(join(folder, 'manifest.json'))
  const manifest = JSON.parse(bytes.toString('utf8'))
  if (!isObject(manifest) || manifest.kind !== 'sekisho-export') throw new Error('it is no manifest of an export')
  if (!formats.includes(manifest.format))
    throw new Error(`it has format ${manifest.format}, and this verifier knows ${formats.join(' and ')}`)
  const key = String(manifest.collector)
  if (signedBy(key, exportDomain, bytes, signatureIn(folder)))
    report.holds(`manifest.json is signed by collector ${key}`)
  else report.broken('manifest.json', `the collector that it names (${key}) has not signed it so`)
  if (wanted === null)
    report.note('whether that is the right collector: compare its key, or give it: node verify.mjs KEYID')
  else if (wanted === key) report.holds('that is the key that was given')
  else report.broken('manifest.json', `it names another key than the given ${wanted}`)
  const { user, machine } = isObject(manifest.by) ? manifest.by : {}
  report.note(`incident ${manifest.incident}, exported ${manifest.madeAt} by ${user} on ${machine}`)
  return manifest
}

function signatureIn(folder) {
  try {
    return Buffer.from(readFileSync(join(folder, 'manifest.sig'), 'utf8'), 'base64')
  } catch {
    // Without a signature it is not signed, which is what is then said.
    return Buffer.alloc(0)
  }
}

// ---- the files

function checkFiles(folder, manifest, report) {
  const before = report.breaks
  const listed = new Map()
  for (const entry of listOf(manifest.files)) {
    const name = isObject(entry) ? String(entry.name) : ''
    if (!staysWithin(name)) report.broken('manifest.json', `it names a file outside the folder: ${name}`)
    else if (listed.has(name)) report.broken('manifest.json', `it names ${name} twice`)
    else listed.set(name, entry)
  }
  for (const [name, entry] of listed) checkFile(folder, name, entry, report)
  const folders = new Set([...listed.keys()].flatMap(foldersOf))
  for (const found of thingsIn(folder, '')) {
    if (found.name === 'manifest.json' || found.name === 'manifest.sig') continue
    const known = found.what === 'folder' ? folders.has(found.name) : listed.has(found.name)
    if (!known) report.broken(found.name, `additional: the manifest names no such ${found.what}`)
    else if (found.what === 'thing') report.broken(found.name, 'it is neither file nor folder')
  }
  report.unless(
    before,
    `${listed.size} files are as the manifest says (size, sha256); none is missing, none is additional`,
  )
  return listed
}

function staysWithin(name) {
  return !/[\\:\0]/.test(name) && name.split('/').every(part => part !== '' && part !== '.' && part !== '..')
}

function foldersOf(name) {
  const parts = name.split('/').slice(0, -1)
  return parts.map((_part, index) => parts.slice(0, index + 1).join('/'))
}

/** Without following links. */
function* thingsIn(folder, below) {
  for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
    const name = below === '' ? entry.name : `${below}/${entry.name}`
    if (entry.isDirectory()) {
      yield { name, what: 'folder' }
      yield* thingsIn(folder, name)
    } else yield { name, what: entry.isFile() ? 'file' : 'thing' }
  }
}

function checkFile(folder, name, { bytes, sha256: digest }, report) {
  try {
    const stat = lstatSync(join(folder, name))
    if (!stat.isFile()) report.broken(name, 'it is no regular file')
    else if (stat.size !== bytes) report.broken(name, `it has ${stat.size} bytes, and had ${bytes}`)
    else if (fileDigest(join(folder, name)) !== digest) report.broken(name, 'its content is another than was exported')
  } catch (error) {
    report.broken(name, isObject(error) && error.code === 'ENOENT' ? 'it is missing' : reasonOf(error))
  }
}

function fileDigest(file) {
  const hash = createHash('sha256')
  for (const piece of piecesOf(file)) hash.update(piece)
  return hash.digest('hex')
}

function* piecesOf(file) {
  const descriptor = openSync(file, 'r')
  try {
    for (;;) {
      const piece = Buffer.alloc(pieceBytes)
      const read = readSync(descriptor, piece, 0, pieceBytes, null)
      if (read === 0) return
      yield piece.subarray(0, read)
    }
  } finally {
    closeSync(descriptor)
  }
}

// ---- the chains

/** The batches that hold, by host, epoch and sequence. */
function checkChains(folder, report) {
  const whole = new Map()
  const chains = JSON.parse(readFileSync(join(folder, 'chains.json'), 'utf8'))
  if (!Array.isArray(chains)) throw new Error('it is no list of chains')
  for (const chain of chains) {
    const before = report.breaks
    const place = `${chain.host}, epoch ${chain.epoch}`
    const batches = listOf(chain.batches)
    checkChain(folder, place, { ...chain, batches }, report, whole)
    const [first, last] = [batches[0], batches[batches.length - 1]]
    const refused = batches.filter(({ state }) => state === 'refused').length
    report.unless(
      before,
      `${place}: batches ${first?.sequence} to ${last?.sequence} are as agent ${listOf(chain.keys).join(' or ')} signed them, each follows the one before, and none is missing${refused > 0 ? ` (${refused} refused ones between)` : ''}`,
    )
    if (isObject(chain.head)) report.note(`${place}: the chain's head was ${chain.head.sequence}, ${chain.head.digest}`)
  }
  return whole
}

function checkChain(folder, place, chain, report, whole) {
  const bySequence = new Map()
  for (const batch of chain.batches) bySequence.set(batch.sequence, [...(bySequence.get(batch.sequence) ?? []), batch])
  const link = { next: null, digests: null, agent: null }
  for (const sequence of [...bySequence.keys()].sort((a, b) => a - b)) {
    const at = `${place}, batch ${sequence}`
    if (link.next !== null && sequence !== link.next) {
      const until = sequence - 1 > link.next ? ` to ${sequence - 1}` : ''
      report.broken(`${place}, batch ${link.next}${until}`, 'is missing')
      link.digests = null
    }
    link.next = sequence + 1
    const here = bySequence.get(sequence) ?? []
    const refused = here.filter(({ state }) => state === 'refused')
    const [accepted, ...more] = here.filter(({ state }) => state === 'accepted')
    for (const batch of refused) checkContent(folder, at, batch, report)
    if (more.length > 0) report.broken(at, 'there are two of it')
    if (accepted === undefined) link.digests = refused.map(({ digest }) => digest)
    else {
      const content = checkAccepted(folder, at, chain, accepted, link, report)
      if (content !== null) whole.set(keyOf(chain.host, chain.epoch, sequence), { file: accepted.file, ...content })
    }
  }
}

const keyOf = (host, epoch, sequence) => JSON.stringify([host, epoch, sequence])

/** Follows the chain by one batch; its content where it holds by itself. */
function checkAccepted(folder, at, chain, batch, link, report) {
  const { sequence, previous, digest } = batch
  // Before the first batch of the export nothing is known, but for the first of its epoch.
  const allowed = sequence === 1 ? [null] : link.digests
  if (allowed !== null && !allowed.includes(previous))
    report.broken(at, `it does not follow the one before (${previous})`)
  link.digests = [digest]
  const before = report.breaks
  const bytes = checkContent(folder, at, batch, report)
  if (bytes === null) return null
  const [signature, body] = [bytes.subarray(0, signatureBytes), bytes.subarray(signatureBytes)]
  const signer = listOf(chain.keys).find(key => signedBy(String(key), batchDomain, body, signature))
  if (signer === undefined) {
    report.broken(at, 'no key of this host signed it')
    return null
  }
  const content = contentOf(body)
  if (content === null) report.broken(at, 'it is signed, and no batch')
  else {
    if (content.agent !== signer) report.broken(at, `it names another agent than signed it (${content.agent})`)
    if (link.agent !== null && link.agent !== signer) report.broken(at, 'another key signed it than the one before')
    link.agent = signer
    if (content.epoch !== chain.epoch || content.sequence !== sequence || content.previous !== previous)
      report.broken(at, `it says another place: epoch ${content.epoch}, ${content.sequence} after ${content.previous}`)
    checkTombstones(at, chain, content, report)
  }
  return report.breaks === before ? content && { roots: content.roots, records: content.records.length } : null
}

/** The bytes are those of the digest; null where they cannot be read. */
function checkContent(folder, at, { file, digest }, report) {
  try {
    if (!staysWithin(String(file))) throw new Error('its file lies outside the folder')
    const { size } = lstatSync(join(folder, file))
    if (size > maxBatchBytes) throw new Error(`it has ${size} bytes`)
    const bytes = readFileSync(join(folder, file))
    if (sha256(bytes.subarray(signatureBytes)) !== digest) report.broken(at, 'its content is another than was received')
    return bytes
  } catch (error) {
    report.broken(at, isObject(error) && error.code === 'ENOENT' ? `it is missing (${file})` : reasonOf(error))
    return null
  }
}

function contentOf(body) {
  try {
    const content = JSON.parse(body.toString('utf8'))
    return isObject(content) && Array.isArray(content.records) && Array.isArray(content.roots) ? content : null
  } catch {
    // Whoever asked says that it is no batch.
    return null
  }
}

/** A batch that was set aside is named by its agent, and is exported where it lies between the first and the last. */
function checkTombstones(at, { batches }, { records }, report) {
  const first = batches[0]?.sequence
  for (const { record, sequence, digest } of records)
    if (record === 'tombstone' && sequence >= first && !batches.some(batch => batch.digest === digest))
      report.broken(at, `it names a refused batch that is not there (${sequence}, ${digest})`)
}

// ---- the findings

/** Puts each content that a finding shows into `shown`, by its sha256. */
function checkFindings(folder, whole, shown, report) {
  const before = report.breaks
  const counts = { signed: 0, census: 0, inferred: 0 }
  const opened = { file: null, content: null }
  let line = 0
  for (const text of linesOf(join(folder, 'findings.ndjson'))) {
    line++
    const finding = JSON.parse(text)
    if (!isObject(finding) || !isObject(finding.evidence)) throw new Error(`line ${line} is no finding`)
    const place = `findings.ndjson, finding ${finding.id}`
    showContents(finding, shown)
    const { epoch, sequence, index, file } = finding.evidence
    const batch = whole.get(keyOf(finding.host, epoch, sequence))
    if (batch === undefined) report.broken(place, `its batch does not hold (${finding.host}, ${epoch}, ${sequence})`)
    else if (batch.file !== file) report.broken(place, `it names another file than its batch's: ${file}`)
    else {
      if (opened.file !== file) Object.assign(opened, { file, content: batchIn(folder, file) })
      counts[compareFinding(finding, index, opened.content, place, report)]++
    }
  }
  const { signed, census, inferred } = counts
  report.unless(before, `${signed + census} findings are the signed records that they say they are`)
  report.note(
    `${signed} were told as findings; ${census} follow from paths of a census, whose state before is the collector's`,
  )
  if (inferred > 0)
    report.note(
      `${inferred} were inferred by the collector from a batch that tells of that path or root: what they say of it is its word`,
    )
}

function batchIn(folder, file) {
  return JSON.parse(readFileSync(join(folder, file)).subarray(signatureBytes).toString('utf8'))
}

function* linesOf(file) {
  let rest = []
  for (const piece of piecesOf(file)) {
    let from = 0
    for (let end = piece.indexOf(10); end !== -1; end = piece.indexOf(10, from)) {
      yield Buffer.concat([...rest, piece.subarray(from, end)]).toString('utf8')
      rest = []
      from = end + 1
    }
    rest.push(piece.subarray(from))
  }
  const last = Buffer.concat(rest).toString('utf8')
  if (last !== '') yield last
}

/** Compares one finding with its record; says of which sort it is. */
function compareFinding(finding, index, batch, place, report) {
  if (!Number.isInteger(index) || index < 0) report.broken(place, `it names no record: ${index}`)
  const record = batch.records[index]
  const sameRoot = ({ root }) => batch.roots[root] === finding.root
  if (record === undefined) {
    const told = ({ record: kind, path, ...of }) => sameRoot(of) && (kind === 'census-end' || path === finding.path)
    if (!batch.records.some(told)) report.broken(place, 'nothing in its batch tells of this path or root')
    return 'inferred'
  }
  const isFinding = record.record === 'finding'
  if (!isFinding && record.record !== 'entry') report.broken(place, `record ${index} is no finding: ${record.record}`)
  const differing = [
    ['root', finding.root, batch.roots[record.root]],
    ['path', finding.path, record.path],
    ['noticed', finding.noticed, isFinding ? record.noticed : 'census'],
    ['at', Date.parse(finding.at), wholeTime(isFinding ? record.at : record.after?.at)],
    ['after', rowFields(finding.after), seenFields(record.after)],
    ...(isFinding ? findingFields(finding, record) : []),
    ['sha256', finding.sha256, describedDigest(finding)],
  ].filter(([, said, signed]) => stableText(said) !== stableText(signed))
  for (const [what, said, signed] of differing)
    report.broken(place, `${what}: it says ${stableText(said)}, and its record ${stableText(signed)}`)
  return isFinding ? 'signed' : 'census'
}

function findingFields(finding, record) {
  return [
    ['kind', finding.kind, record.kind],
    ['before', rowFields(finding.before), seenFields(record.before)],
    ['actor', actorFields(finding.actor), record.actor === 'unknown' ? null : actorFields(record.actor)],
    [
      'between',
      listOf(finding.between).map(glimpse => glimpse.sha256),
      listOf(record.between).map(({ digest }) => (digest.algorithm === 'sha256' ? digest.hex : null)),
    ],
  ]
}

/** An actor's start is a number in a record, and a time in a finding. */
function actorFields(actor) {
  if (!isObject(actor) || actor.startedAt === undefined) return actor
  const { startedAt } = actor
  return { ...actor, startedAt: typeof startedAt === 'number' ? wholeTime(startedAt) : Date.parse(startedAt) }
}

/** An observation as an agent signed it, as findings.ndjson writes it. */
function seenFields(seen) {
  if (!isObject(seen)) return null
  const stat = seen.state === 'unreadable' ? seen.stat : seen
  const digest = seen.digest ?? null
  return {
    state: seen.state,
    type: stat?.type ?? null,
    size: stat?.size ?? null,
    mode: typeof stat?.mode === 'number' ? stat.mode.toString(8).padStart(4, '0') : null,
    uid: stat?.uid ?? null,
    gid: stat?.gid ?? null,
    inode: stat?.inode ?? null,
    times: [seen.at, stat?.mtimeMs, stat?.ctimeMs].map(wholeTime),
    target: seen.target ?? null,
    sha256: digest?.algorithm === 'sha256' ? digest.hex : null,
    xxh64: digest?.algorithm === 'xxh64' ? digest.hex : null,
    errno: seen.errno ?? null,
  }
}

function rowFields(row) {
  if (!isObject(row)) return null
  const { state, type, size, mode, uid, gid, inode, target, sha256: digest, xxh64, errno } = row
  const times = [row.at, row.mtime, row.ctime].map(time => (typeof time === 'string' ? Date.parse(time) : null))
  return { state, type, size, mode, uid, gid, inode, times, target, sha256: digest, xxh64, errno }
}

/** In milliseconds as RFC 3339 can write them, which knows the years 0 to 9999. */
function wholeTime(ms) {
  return typeof ms === 'number' ? Math.trunc(Math.min(Math.max(ms, -62_167_219_200_000), 253_402_300_799_999)) : null
}

/** What a finding's own sha256 must be: of what is gone it is that of what it was, of a link that of its target. */
function describedDigest({ before, after }) {
  const seen = after?.state === 'absent' && isObject(before) ? before : after
  if (seen?.type !== 'symlink') return seen?.sha256 ?? null
  return typeof seen.target === 'string' ? sha256(pathBytes(seen.target)) : null
}

/** Paths are bytes: in text what is not plain stands percent-encoded. */
function pathBytes(text) {
  const parts = text.split(/(%[0-9A-F]{2})/)
  return Buffer.concat(parts.map((part, at) => (at % 2 === 1 ? Buffer.from(part.slice(1), 'hex') : Buffer.from(part))))
}

/** Equal for equal values, in whatever order their names stand. */
function stableText(value) {
  const sorted = (_name, inner) =>
    isObject(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner
  return JSON.stringify(value, sorted) ?? 'nothing'
}

// ---- the contents

function showContents({ id, host, root, path, before, after, between }, shown) {
  const add = (what, digest, size) => {
    if (typeof digest !== 'string') return
    const places = shown.get(digest) ?? new Map()
    shown.set(digest, places)
    const key = `${what} ${id}`
    const text = JSON.stringify([host, root, path])
    const { count = 0, sizes = [] } = places.get(key) ?? {}
    places.set(key, { id, text, count: count + 1, sizes: typeof size === 'number' ? [...sizes, size] : sizes })
  }
  if (before?.type === 'file') add('before', before.sha256, before.size)
  if (after?.type === 'file') add('found', after.sha256, after.size)
  for (const glimpse of listOf(between)) add('between', glimpse?.sha256, glimpse?.size)
}

/**
 * Each content that a finding shows has one line, and each that is there is what its line says.
 * @param unpacked where the archive was unpacked; null: what is in it is not looked at
 */
function checkContents(folder, listed, shown, unpacked, report) {
  const before = report.breaks
  const counts = { whole: 0, parts: 0, sealed: 0 }
  const [found, files, sealed, absent] = [new Set(), new Set(), new Set(), new Map()]
  for (const text of linesOf(join(folder, 'contents.ndjson'))) {
    const line = JSON.parse(text)
    if (!isObject(line) || !keyPattern.test(String(line.sha256))) throw new Error('one of its lines is no content')
    const { sha256: digest, file, archive, why, whole } = line
    const place = `contents.ndjson, ${digest}`
    if (found.has(digest)) report.broken(place, 'there are two of it')
    found.add(digest)
    checkPlaces(place, line, shown.get(digest), report)
    tellSizes(place, line, shown.get(digest), report)
    if (file === null) absent.set(why, (absent.get(why) ?? 0) + 1)
    else {
      files.add(archive ?? file)
      if (archive !== null) sealed.add(file)
      checkKept(place, line, listed, unpacked, report)
      if (archive !== null && unpacked === null) counts.sealed++
      else counts[whole ? 'whole' : 'parts']++
    }
  }
  for (const digest of shown.keys())
    if (!found.has(digest)) report.broken('contents.ndjson', `findings show ${digest}, and it has no line`)
  for (const name of listed.keys())
    if (/^contents(?:\/|\.zip$)/.test(name) && !files.has(name)) report.broken(name, 'contents.ndjson does not list it')
  if (unpacked !== null && sealed.size > 0) checkUnpacked(unpacked, sealed, report)
  if (counts.sealed === 0)
    report.unless(before, `${counts.whole} contents of files have the sha256 that findings say, whole`)
  tellContents(counts, absent, report)
}

function checkKept(place, line, listed, unpacked, report) {
  const { sha256: digest, file, archive, bytes, size, whole } = line
  const own = `${digest}.bin`
  if (file !== (archive === null ? `contents/${own}` : own) || ![null, 'contents.zip'].includes(archive))
    report.broken(place, `it names another file than its own: ${file}`)
  else if (whole ? bytes !== size : bytes > size) report.broken(place, `${bytes} bytes of ${size} are not what it says`)
  else if (whole && line.digest !== digest) report.broken(place, `its sha256 is ${line.digest}`)
  else if (archive === null) checkEntry(place, line, listed.get(file), report)
  else if (!listed.has(archive)) report.broken(place, `its archive is missing (${archive})`)
  else if (unpacked !== null) checkFile(unpacked, file, { bytes, sha256: line.digest }, report)
}

/** The archive holds plain files and no folder. */
function checkUnpacked(unpacked, sealed, report) {
  for (const { name, what } of thingsIn(unpacked, ''))
    if (!sealed.has(name)) report.broken(name, `additional: contents.ndjson lists no such ${what} in contents.zip`)
}

function checkEntry(place, { file, bytes, digest }, entry, report) {
  if (entry === undefined) report.broken(place, `its file is missing (${file})`)
  else if (entry.bytes !== bytes) report.broken(place, `it says ${bytes} bytes, and its file has ${entry.bytes}`)
  else if (entry.sha256 !== digest) report.broken(file, `its sha256 is ${entry.sha256}`)
}

/** Of a content under many paths the first are listed. */
function checkPlaces(place, { shownBy, places }, shown, report) {
  if (shown === undefined) {
    report.broken(place, 'no finding shows it')
    return
  }
  const count = [...shown.values()].reduce((sum, { count: some }) => sum + some, 0)
  if (shownBy !== count) report.broken(place, `it says that ${shownBy} findings show it, and ${count} do`)
  for (const { finding, what, host, root, path } of listOf(places))
    if (shown.get(`${what} ${finding}`)?.text !== JSON.stringify([host, root, path]))
      report.broken(place, `finding ${finding} does not show it there (${what})`)
}

/** A host may say of a file what it likes: that counts against its finding, and not against the bytes. */
function tellSizes(place, { size }, shown, report) {
  const others = [...(shown?.values() ?? [])].filter(({ sizes }) => sizes.some(some => some !== size))
  const [first] = others
  if (first === undefined) return
  const said = first.sizes.find(some => some !== size)
  report.note(
    `${place}: it has ${size} bytes, and its host says ${said} in finding ${first.id} (findings that say another size: ${others.length})`,
  )
}

function tellContents({ whole, parts, sealed }, absent, report) {
  if (sealed > 0)
    report.note(
      `${sealed} contents lie in contents.zip, under a password: unpack it elsewhere, and check them with --contents FOLDER`,
    )
  if (parts > 0) report.note(`of ${parts} more only the first part is there, which is the collector's word`)
  for (const [why, count] of absent) report.note(`${count} contents are not there: ${why}`)
  if (whole + parts > 0)
    report.note('what lies in contents/ may be malicious / contents/ は不正なプログラムの可能性があります')
}

// ---- all of it

/** What cannot be checked at all is a break of its place. */
function attempt(place, report, check) {
  try {
    return check()
  } catch (error) {
    report.broken(place, reasonOf(error))
    return null
  }
}

function checkIncident(folder, manifest, report) {
  const incident = JSON.parse(readFileSync(join(folder, 'incident.json'), 'utf8'))
  if (incident?.id !== manifest.incident) report.broken('incident.json', `it is incident ${incident?.id}`)
}

function main(given) {
  const option = given.indexOf('--contents')
  const unpacked = option === -1 ? null : given[option + 1]
  const words = option === -1 ? given : [...given.slice(0, option), ...given.slice(option + 2)]
  const key = words.find(word => keyPattern.test(word.toLowerCase()))
  const folder = words.find(word => word !== key)
  const isOdd = words.length === 2 && (key === undefined || folder === undefined)
  if (words.length > 2 || isOdd || unpacked === undefined || words.includes('--contents')) {
    console.error('node verify.mjs [KEYID, 64 hex digits] [FOLDER] [--contents UNPACKED_FOLDER]')
    return 1
  }
  const place = folder === undefined ? dirname(fileURLToPath(import.meta.url)) : resolve(folder)
  const report = new Report()
  const manifest = attempt('manifest.json', report, () => checkManifest(place, key?.toLowerCase() ?? null, report))
  if (manifest !== null) {
    const listed = attempt('manifest.json', report, () => checkFiles(place, manifest, report)) ?? new Map()
    attempt('incident.json', report, () => checkIncident(place, manifest, report))
    const whole = attempt('chains.json', report, () => checkChains(place, report)) ?? new Map()
    const shown = new Map()
    attempt('findings.ndjson', report, () => checkFindings(place, whole, shown, report))
    if (manifest.format > 1)
      attempt('contents.ndjson', report, () =>
        checkContents(place, listed, shown, unpacked === null ? null : resolve(unpacked), report),
      )
  }
  const { breaks } = report
  if (breaks > maxPrinted) console.log(`       ${breaks - maxPrinted} more breaks are not printed`)
  if (breaks === 0) console.log('WHOLE: all checks hold. / すべての検証に合格しました。')
  else console.log(`BROKEN in ${breaks} places. / ${breaks} か所で検証に失敗しました。`)
  return breaks === 0 ? 0 : 1
}

process.exitCode = main(process.argv.slice(2))
