// The laws of which digest a file gets where its class asks for the quick one, and of what is never opened. On real files.
import { execFileSync } from 'node:child_process'
import { closeSync, openSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sha256 } from '@sekisho/shared/content.ts'
import { maxContentBytes } from '@sekisho/shared/content-limits.ts'
import type { PathText } from '@sekisho/shared/path.ts'
import { expect, onTestFinished, test } from 'vitest'
import { observe } from '../../../agent/fingerprint/observe.ts'
import { plainReading } from '../../../agent/fingerprint/reading.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { asRoot } from '../../support/kernel.ts'

const tools = {
  buffer: Buffer.allocUnsafeSlow(1024 * 1024),
  reading: () => plainReading,
  xxh64: { once: () => 'quick', start: () => ({ update: () => {}, hex: () => 'quick' }) },
  settingsKey: null,
  now: () => 0,
  fault: () => {},
}

function openFolder() {
  const folder = temporaryFolder()
  const descriptor = openSync(folder, 'r')
  onTestFinished(() => closeSync(descriptor))
  return { folder, descriptor }
}

function observed(descriptor: number, name: string) {
  const steps = observe(descriptor, name as PathText, 'xxh64', tools)
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

/** Of files with such names in a folder of their own. */
function digestsOf(files: Readonly<Record<string, string>>, length?: number) {
  const { folder, descriptor } = openFolder()
  return Object.entries(files).map(([name, content]) => {
    writeFileSync(join(folder, name), content)
    if (length !== undefined) truncateSync(join(folder, name), length)
    const after = observed(descriptor, name)
    return after.state === 'present' ? after.digest : after
  })
}

const quick = { algorithm: 'xxh64', hex: 'quick' }

test('a bulky upload that is not what its name says, or of a type that is not passive, has its sha256: it is flagged, and taken by that', () => {
  const film = '\0\0\0\x18ftypmp42\0\0\0\0mp42isom'
  expect(digestsOf({ 'clip.mp4': film, 'access.log': 'GET /' })).toEqual([quick, quick])
  const odd = { 'clip.mp4': 'no film', 'clip.xyz': film, page: '<html><body>pay here</body></html>' }
  expect(digestsOf(odd)).toEqual(
    Object.values(odd).map(content => ({ algorithm: 'sha256', hex: sha256.once(Buffer.from(content)) })),
  )
})

test('one that is larger than what is ever taken has not', () => {
  expect(digestsOf({ 'clip.mp4': 'no film' }, maxContentBytes)).not.toEqual([quick])
  expect(digestsOf({ 'clip.mp4': 'no film' }, maxContentBytes + 1)).toEqual([quick])
})

test.skipIf(!asRoot)('devices are recorded and never opened', () => {
  const { folder, descriptor } = openFolder()
  for (const [letter, type] of [
    ['c', 'char-device'],
    ['b', 'block-device'],
  ] as const) {
    // A number for experiments (kernel.org, devices.txt), for which there is no driver: opening it fails.
    execFileSync('mknod', [join(folder, letter), letter, '240', '77'])
    expect(() => openSync(join(folder, letter), 'r')).toThrow('ENXIO')
    expect(observed(descriptor, letter)).toMatchObject({ state: 'present', type, digest: null, marks: null })
  }
})
