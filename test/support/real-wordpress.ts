// Owns two releases of WordPress as npm has them, for the one test that is asked for: WordPress Playground publishes its
// builds there, the code in an archive for each version and what browsers fetch beside it.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Uint8ArrayReader, Uint8ArrayWriter, ZipReader } from '@zip.js/zip.js'

/** The last that holds whole releases. npm checks what it fetches against the registry's sum. */
const packed = '@wp-playground/wordpress-builds@0.9.19'
const versions = ['6.4', '6.5'] as const

/** Fetches 160 MB, and unpacks each release into a folder of its own below `into`; the older comes first. */
export async function fetchWordpress(into: string): Promise<[string, string]> {
  const npm = (words: string[]) =>
    execFileSync('npm', words, { cwd: into, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  const archive = npm(['pack', packed, '--silent', '--pack-destination', into]).trim()
  execFileSync(
    'tar',
    ['-xzf', archive, 'package/src/wordpress', ...versions.map(version => `package/public/wp-${version}`)],
    {
      cwd: into,
    },
  )
  const folders = []
  for (const version of versions) {
    const folder = join(into, `wordpress-${version}`)
    await unpack(join(into, `package/src/wordpress/wp-${version}.zip`), folder)
    cpSync(join(into, `package/public/wp-${version}`), folder, { recursive: true })
    folders.push(folder)
  }
  return folders as [string, string]
}

async function unpack(archive: string, into: string): Promise<void> {
  const reader = new ZipReader(new Uint8ArrayReader(readFileSync(archive)), { useWebWorkers: false })
  for (const entry of await reader.getEntries()) {
    if (entry.directory) continue
    const place = join(into, entry.filename)
    mkdirSync(dirname(place), { recursive: true })
    writeFileSync(place, await entry.getData(new Uint8ArrayWriter()))
  }
  await reader.close()
}
