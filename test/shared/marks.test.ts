// Owns the laws of content marks over the test set: nothing clean carries a mark, everything hidden carries its own, and
// the answer is the same whole or in pieces of any size.
import { createSecretKey } from 'node:crypto'
import { MarkReader, marksOf, type Reading } from '@sekisho/shared/marks.ts'
import { marksVersion } from '@sekisho/shared/observation.ts'
import { ObservationSchema } from '@sekisho/shared/wire.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { smarty2, smarty4, smarty31, twig } from '../support/compiled-templates.ts'
import { cleanSources, cleanUploads, hiddenUploads, type Upload } from '../support/content-set.ts'
import { Random } from '../support/random.ts'

const reading = ({ name, bytes }: Upload): Reading => ({ name, size: bytes.length, settingsKey: null })
const whole = (file: Upload) => marksOf(file.bytes, reading(file))

describe('content marks', () => {
  for (const file of cleanUploads) {
    test(`a clean ${file.name} is ${file.type} and carries no mark`, () => {
      expect(whole(file)).toEqual({ version: marksVersion, found: [], type: file.type })
    })
  }

  for (const file of cleanSources) {
    test(`${file.name} of a shop's own pages carries no mark`, () => {
      expect(whole(file).found).toEqual([])
    })
  }

  for (const file of hiddenUploads) {
    test(`${JSON.stringify(file.name)} is seen through: ${file.marks.join(', ') || 'by its type'}`, () => {
      expect(whole(file).found).toEqual(file.marks)
    })
  }

  test('pieces of any size give the marks of the whole', () => {
    const random = new Random(7)
    for (const file of [...cleanUploads, ...cleanSources, ...hiddenUploads]) {
      // The first piece tells the type, so it is as long as the first read of a file.
      const first = Math.min(file.bytes.length, 64 * 1024)
      for (let round = 0; round < 5; round++) {
        const reader = new MarkReader(reading(file))
        reader.read(Buffer.from(file.bytes.subarray(0, first)))
        for (let at = first; at < file.bytes.length; ) {
          const length = random.between(1, round < 2 ? 700 : 200_000)
          reader.read(Buffer.from(file.bytes.subarray(at, at + length)))
          at += length
        }
        expect(reader.finish(), file.name).toEqual(whole(file))
      }
    }
  })

  test('a directive is quoted, and nothing of another line', () => {
    const bytes = Buffer.from(
      'SetEnv DB_PASSWORD hunter2\n<Files *>\n  SetHandler \\\n   application/x-httpd-php\x1b[2J\n',
    )
    const marks = whole({ name: '.htaccess', bytes })
    expect(marks).toMatchObject({
      found: ['execution-directive'],
      quotes: ['SetHandler application/x-httpd-php%1B[2J'],
    })
  })

  test('a directive far behind padding is found as well', () => {
    const bytes = Buffer.from(`${'# padding\n'.repeat(20_000)}php_value auto_prepend_file /tmp/.x\n`)
    const reader = new MarkReader(reading({ name: '.htaccess', bytes }))
    for (let at = 0; at < bytes.length; at += 65_536) reader.read(bytes.subarray(at, at + 65_536))
    expect(reader.finish().quotes).toEqual(['php_value auto_prepend_file /tmp/.x'])
  })
})

const settingsKey = createSecretKey(Buffer.alloc(32))
const whoever = { mode: 0o644, uid: 33, gid: 33, mtimeMs: 1, ctimeMs: 1, inode: 1, links: 1 }
/** Characters are bytes; those that some form gives a meaning come often. */
const anyText = (maxLength: number) =>
  fc
    .array(fc.oneof(fc.nat(255), fc.constantFrom(...Buffer.from('\0\n\r\\"\'*%:/@ =\x7f\x80\xa0\xc2\xe3'))), {
      maxLength,
    })
    .map(bytes => Buffer.from(bytes).toString('latin1'))
const anyName = fc.oneof(
  anyText(40),
  anyText(40).map(text => text.replaceAll(/[\n"'*\\]/g, '\0')),
)
const compilers = [smarty2, smarty31, smarty4, (file: string, code: string) => twig('a.twig', file, code)]
const anyTemplate = fc
  .tuple(fc.constantFrom(...compilers), anyName, anyText(40))
  .map(([compile, source, rest]) => ({ name: 'x.php', text: compile(source, rest) }))
const anyDirective = fc.tuple(
  fc.constantFrom('', 'AddHandler ', 'include=', 'php_value auto_prepend_file://'),
  anyText(250),
)
const anyConfiguration = fc
  .array(
    anyDirective.map(([name, rest]) => name + rest),
    { maxLength: 12 },
  )
  .map(lines => ({ name: '.htaccess', text: lines.join('\n') }))
const anyKey = fc.oneof(
  fc.constantFrom('__proto__', 'constructor', 'toString', 'A'.repeat(100)),
  anyText(5),
  fc.stringMatching(/^[A-Za-z_.]{1,9}$/),
)
const anySettings = fc
  .array(fc.tuple(anyKey, anyText(20)), { maxLength: 300 })
  .map(lines => ({ name: '.env', text: lines.map(([key, value]) => `${key}=${value}`).join('\n') }))
const anyFile = fc.oneof(
  anyTemplate,
  anyConfiguration,
  anySettings,
  anyText(300).map(text => ({ name: 'x.php', text })),
)

describe('the wire', () => {
  test('takes all that is marked of a file, whatever its bytes', () => {
    fc.assert(
      fc.property(anyFile, ({ name, text }) => {
        const bytes = Buffer.from(text, 'latin1')
        const marks = marksOf(bytes, { name, size: bytes.length, settingsKey })
        const seen = {
          state: 'present',
          at: 1,
          type: 'file',
          size: bytes.length,
          ...whoever,
          target: null,
          digest: null,
          marks,
        }
        expect(ObservationSchema.safeParse(seen).error).toBeUndefined()
      }),
      { numRuns: 2000 },
    )
  })

  test.each([
    ['smarty', 'a%00.tpl', smarty2('a\0.tpl', '<p>')],
    ['smarty', '/srv/%00', smarty4('/srv/\0', '<p>')],
    ['twig', '%00', twig('a.twig', '\0', 'echo 1;')],
  ])('is told of no source where a template of %s names what no file can be called: %s', (by, _, text) => {
    expect(whole({ name: 'x.php', bytes: Buffer.from(text) }).compiled).toMatchObject({ by, source: null })
  })
})
