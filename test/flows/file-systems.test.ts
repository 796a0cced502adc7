// Roots on every file system that a shop may lie on: fanotify serves them, or the next best source does, and says what the kernel
// refused. Needs root, mounts and loop devices, and says so elsewhere.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openEstate } from '../support/estate.ts'
import { eventually } from '../support/eventually.ts'
import { memoryFolder } from '../support/folder.ts'
import { asRoot } from '../support/kernel.ts'

const run = (command: string, ...words: readonly string[]) => execFileSync(command, words, { stdio: 'pipe' })

function mounted(...how: readonly string[]): string {
  const at = join(memoryFolder(), 'at')
  mkdirSync(at)
  run('mount', ...how, at)
  // Lazily: a thread that was ended may still be closing its files.
  onTestFinished(() => void spawnSync('umount', ['-l', at]))
  return at
}

/** A disk of its own. Nothing is written to what is never used, so that it takes little memory. */
function disk(type: 'ext4' | 'xfs' | 'btrfs'): string {
  const image = join(memoryFolder(), 'image')
  // mkfs.xfs takes no less than 300 MB.
  run('truncate', '-s', '400M', image)
  run(`mkfs.${type}`, '-q', image)
  return mounted('-o', 'loop', image)
}

function subvolume(): string {
  const folder = join(disk('btrfs'), 'subvolume')
  run('btrfs', 'subvolume', 'create', folder)
  return folder
}

function overlay(): string {
  const folder = memoryFolder()
  const [lower, upper, work] = ['lower', 'upper', 'work'].map(name => join(folder, name))
  for (const one of [lower, upper, work]) mkdirSync(one ?? '')
  return mounted('-t', 'overlay', 'none', '-o', `lowerdir=${lower},upperdir=${upper},workdir=${work}`)
}

/** Whether the kernel can serve it depends on its version: where it cannot, the reason is the errno of what it refused. */
const kinds = [
  { name: 'tmpfs', takes: 'mount', make: () => mounted('-t', 'tmpfs', 'none'), refused: null },
  { name: 'ext4', takes: 'mkfs.ext4', make: () => disk('ext4'), refused: null },
  { name: 'xfs', takes: 'mkfs.xfs', make: () => disk('xfs'), refused: null },
  { name: 'btrfs', takes: 'mkfs.btrfs', make: () => disk('btrfs'), refused: null },
  { name: 'a subvolume of btrfs', takes: 'btrfs', make: subvolume, refused: 'EXDEV' },
  { name: 'overlayfs', takes: 'mount', make: overlay, refused: 'ENOTSUP' },
] as const

/** A machine may let root mount nothing, as a container does, have no loop device, or a kernel without that file system. */
function madeHere(make: () => string): { readonly within: string } | { readonly lacks: string } {
  try {
    return { within: make() }
  } catch (error) {
    if (!(error instanceof Error && 'stderr' in error)) throw error
    return { lacks: error.message.trim() }
  }
}

const isInstalled = (command: string) =>
  ['/usr/sbin', '/sbin', '/usr/bin', '/bin'].some(at => existsSync(join(at, command)))
for (const { name, takes } of kinds)
  if (!isInstalled(takes)) console.warn(`SKIPPED: ${name} cannot be made without ${takes}`)

describe.skipIf(!asRoot)('a root, and the journal, on a file system of its own', () => {
  test.for(kinds)('is watched from the first folder on: $name', async ({ name, takes, make, refused }, { skip }) => {
    if (!isInstalled(takes)) skip(`SKIPPED: it takes ${takes}`)
    const made = madeHere(make)
    if ('lacks' in made) {
      const note = `SKIPPED: ${name} cannot be made here: ${made.lacks}`
      console.warn(note)
      return skip(note)
    }
    const { within } = made
    const estate = openEstate({ files: { 'index.php': 'first', 'lib/a.php': 'first' }, within })
    const agent = await estate.open()
    const { source, grade, why } = agent.status().roots[0] ?? {}
    if (refused === null || source === 'fanotify')
      expect({ source, grade, why }).toEqual({ source: 'fanotify', grade: 'proven', why: '' })
    else {
      expect({ source, grade }).toEqual({ source: 'inotify', grade: 'watched' })
      expect(why).toMatch(new RegExp(`no fanotify \\(.*${refused}`))
    }
    const before = (await estate.findings()).length
    estate.write('new/folder/dropped.php', 'dropped')
    estate.write('index.php', 'second')
    renameSync(join(estate.shop, 'lib'), join(estate.shop, 'moved'))
    await eventually(async () => expect(await estate.inventory()).toEqual(estate.disk()))
    await estate.atRest(agent)
    const found = (await estate.findings()).slice(before)
    expect(found.map(({ kind, path }) => `${kind} ${path}`).sort()).toEqual([
      'added moved/a.php',
      'added new/folder/dropped.php',
      'changed index.php',
      'removed lib/a.php',
    ])
    // What lies below a folder that was moved is found by a walk of that folder.
    const still = found.filter(({ path }) => path === 'index.php' || path.startsWith('new/'))
    expect(new Set(still.map(({ noticed }) => noticed))).toEqual(new Set(['watch']))
  })
})
