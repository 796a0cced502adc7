// Owns names that attackers choose, as bytes, with the one text that each must have, written down by hand.
import { execFileSync } from 'node:child_process'
import { appendFileSync, closeSync, mkdirSync, openSync, readdirSync, rmSync } from 'node:fs'
import { putAtOnce } from './at-once.ts'

interface HostileName {
  /** Parts of the path; more than one where a name alone cannot be what is wanted. */
  readonly parts: readonly (string | Buffer)[]
  /** Canonical text. */
  readonly text: string
  /** For people, where that is not the canonical text. */
  readonly shown?: string
}

const bytes = (...values: (number | string)[]) =>
  Buffer.concat(values.map(value => (typeof value === 'string' ? Buffer.from(value) : Buffer.from([value]))))
const name = (text: string, part: string | Buffer = text, shown?: string): HostileName => ({
  parts: [part],
  text,
  ...(shown === undefined ? {} : { shown }),
})

const deepFolders = Array.from({ length: 17 }, () => 'd'.repeat(250))

export const hostileNames: Readonly<Record<string, HostileName>> = {
  'not UTF-8': name('%FF%FE.php', bytes(0xff, 0xfe, '.php')),
  'cut off within a character': name('%E6%B1.php', bytes(0xe6, 0xb1, '.php')),
  'a surrogate': name('%ED%A0%80.php', bytes(0xed, 0xa0, 0x80, '.php')),
  'an overlong slash': name('%C0%AF.php', bytes(0xc0, 0xaf, '.php')),
  'two lines': name('two%0Alines.php', 'two\nlines.php'),
  'a line feed at the end': name('shell.php%0A', 'shell.php\n'),
  'carriage return and tab': name('%0D%09.php', '\r\t.php'),
  quotes: name(`it's "quoted" & \`$(id)\`.php`),
  'an image tag': name('<img src=x onerror="window.attacked=true">.php'),
  'a script tag': {
    parts: ['<script>window.attacked=true<', 'script>.php'],
    text: '<script>window.attacked=true</script>.php',
  },
  'a turn of the reading direction': name('photo_\u202egpj.php', undefined, 'photo_⟨U+202E⟩gpj.php'),
  'isolated directions': name('\u2066a\u2069.php', undefined, '⟨U+2066⟩a⟨U+2069⟩.php'),
  'what cannot be seen': name('index\u200b\u00a0.php', undefined, 'index⟨U+200B⟩⟨U+00A0⟩.php'),
  'commands to a terminal': name('%1B[2J%1B]0;owned%07.php', '\u001b[2J\u001b]0;owned\u0007.php'),
  'C1 commands to a terminal': name('%C2%9B31m%C2%85.php', '\u009b31m\u0085.php'),
  'a percent sign': name('100%25.php', '100%.php'),
  'what only looks encoded': name('%2541%252F.php', '%41%2F.php'),
  'the longest name': name(`${'a'.repeat(251)}.php`),
  'the longest name of wide characters': name('決'.repeat(85)),
  backslashes: name('..\\..\\index.php'),
  'a space at both ends': name(' index.php '),
  'what looks like an option': name('-rf'),
  'one accent in one character': name('caf\u00e9.php'),
  'one accent in two characters': name('cafe\u0301.php'),
  'outside the first plane': name('🍐.php'),
  'deeper than a path may be long': { parts: [...deepFolders, 'end.php'], text: [...deepFolders, 'end.php'].join('/') },
}

/** Makes every name in the folder, each with its own content, name by name below open folders. */
export function makeNames(folder: string): void {
  mkdirSync(folder, { recursive: true })
  for (const [what, { parts }] of Object.entries(hostileNames))
    at(folder, parts, place => putAtOnce(place, contentOf(what)))
}

export function contentOf(what: string): string {
  return `<?php // ${what}\n`
}

export function removeNames(folder: string): void {
  for (const entry of readdirSync(folder, { encoding: 'buffer' })) {
    const path = Buffer.concat([Buffer.from(`${folder}/`), entry])
    // The deep one: Node removes nothing that it cannot name whole.
    if (entry.length === 250) execFileSync('rm', ['-rf', `${folder}/${entry.toString()}`])
    else rmSync(path, { recursive: true })
  }
}

/** Adds to a file, or makes it with its folders, name by name. */
export function appendBelow(folder: string, parts: readonly (string | Buffer)[], content: string): void {
  at(folder, parts, place => appendFileSync(place, content))
}

/** Acts on a file by a path that is not too long, name by name below open folders, which are made where there are none. */
function at(folder: string, parts: readonly (string | Buffer)[], act: (place: Buffer) => void): void {
  let open = openSync(folder, 'r')
  const within = (part: string | Buffer) => Buffer.concat([Buffer.from(`/proc/self/fd/${open}/`), Buffer.from(part)])
  for (const part of parts.slice(0, -1)) {
    mkdirSync(within(part), { recursive: true })
    const next = openSync(within(part), 'r')
    closeSync(open)
    open = next
  }
  act(within(parts.at(-1) ?? ''))
  closeSync(open)
}
