// Owns when the page's bundle is made anew: only when something that goes into it has changed since the last time. How it
// is made is vite.config.ts's; who serves it is the api room's. Run by npm before start and test, from any folder.
import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  globSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import { systemClock } from '@sekisho/shared/clock.ts'
import { describeError, errnoOf } from '@sekisho/shared/failures.ts'

const dashboard = import.meta.dirname
const house = resolve(dashboard, '../..')
const dist = join(dashboard, 'dist')
/** Digest of everything that the bundle in `dist` was made of. */
const record = join(dist, '.inputs')

/** Text that a browser loads: fonts and pictures are compressed in themselves. */
const compressible = /\.(?:js|css|svg|json)$/
const worthCompressing = 1024

try {
  await buildIfChanged()
} catch (error) {
  console.error(`the page cannot be built: ${describeError(error)}`)
  process.exitCode = 1
}

async function buildIfChanged(): Promise<void> {
  const wanted = digestOf(inputs())
  if (existsSync(record) && readFileSync(record, 'utf8') === wanted) return
  const startedAt = systemClock.monotonic()
  await build(wanted)
  if (process.argv.includes('--verbose')) {
    console.log(
      `page built in ${((systemClock.monotonic() - startedAt) / 1000).toFixed(1)} s: ${relative(process.cwd(), dist)}`,
    )
  }
}

/** Builds beside the old bundle and changes places at the end: a server that runs meanwhile serves a whole one. */
async function build(wanted: string): Promise<void> {
  const { build: bundle } = await import('vite')
  const fresh = mkdtempSync(join(dashboard, '.dist-'))
  try {
    await bundle({
      root: dashboard,
      configFile: join(dashboard, 'vite.config.ts'),
      logLevel: 'warn',
      mode: 'production',
      build: { outDir: fresh, emptyOutDir: true },
    })
    compressText(fresh)
    writeFileSync(join(fresh, '.inputs'), wanted)
    putInPlace(fresh)
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
}

function putInPlace(fresh: string): void {
  const old = `${fresh}.old`
  chmodSync(fresh, 0o755)
  try {
    if (existsSync(dist)) renameSync(dist, old)
    renameSync(fresh, dist)
  } catch (error) {
    // Another build put its bundle there between the two steps: it was made of the same files.
    if (errnoOf(error) !== 'ENOTEMPTY' && errnoOf(error) !== 'EEXIST' && errnoOf(error) !== 'ENOENT') throw error
  } finally {
    rmSync(old, { recursive: true, force: true })
  }
}

/** The server sends the compressed twin to browsers that take it. */
function compressText(folder: string): void {
  for (const name of globSync('**/*', { cwd: folder })) {
    const path = join(folder, name)
    if (!compressible.test(name) || statSync(path).size < worthCompressing) continue
    // 9 of 11: the last two steps cost ten times the time for a few per cent.
    const params = { [constants.BROTLI_PARAM_QUALITY]: 9 }
    writeFileSync(`${path}.br`, brotliCompressSync(readFileSync(path), { params }))
  }
}

/** The page's own files, what they import of shared/, the packages, and how it is built. Absolute paths, sorted. */
function inputs(): string[] {
  const own = globSync(['src/**/*', 'public/**/*', '*.{html,ts,json}'], { cwd: dashboard })
    .map(name => join(dashboard, name))
    .filter(path => statSync(path).isFile())
  const found = new Set([...own, join(house, 'package-lock.json')])
  for (const path of found) for (const imported of sharedImportsOf(path)) found.add(imported)
  return [...found].sort()
}

function sharedImportsOf(path: string): string[] {
  if (!/\.tsx?$/.test(path)) return []
  const shared = join(house, 'shared')
  const names = readFileSync(path, 'utf8').matchAll(
    /(?:from|import)\s*\(?['"](@sekisho\/shared\/|\.\.?\/)([^'"]+)['"]/g,
  )
  return [...names]
    .map(([, base, name = '']) =>
      base?.startsWith('.') ? resolve(dirname(path), `${base}${name}`) : join(shared, name),
    )
    .filter(imported => imported.startsWith(`${shared}/`) && existsSync(imported))
}

function digestOf(paths: readonly string[]): string {
  const hash = createHash('sha256')
  for (const path of paths) {
    const bytes = readFileSync(path)
    hash.update(`${relative(house, path)}\0${bytes.length}\0`).update(bytes)
  }
  return hash.digest('hex')
}
