// Owns the laws of building the page: only when needed, from anywhere, and in the form that the policy allows.
import { execFile } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../support/folder.ts'

const dashboard = resolve(import.meta.dirname, '../../../collector/dashboard')

async function build(cwd: string, of = dashboard): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [join(of, 'build.ts'), '--verbose'], { cwd })
  return stdout + stderr
}

/** A house with a page of a few lines, so that building takes no time, and the packages of this one. */
function smallHouse() {
  const folder = temporaryFolder()
  const page = join(folder, 'collector/dashboard')
  const write = (path: string, text: string) => {
    mkdirSync(join(folder, path, '..'), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  write('package-lock.json', '{}')
  write('shared/words.ts', "export { word } from './deeper.ts'\n")
  write('shared/deeper.ts', "export const word = 'first'\n")
  write('shared/unused.ts', "export const other = 'first'\n")
  write('collector/dashboard/index.html', '<script type="module" src="/src/main.ts"></script>')
  write('collector/dashboard/src/main.ts', "import { word } from '../../../shared/words.ts'\ndocument.title = word\n")
  write('collector/dashboard/vite.config.ts', 'export default { build: { assetsDir: "assets" } }\n')
  symlinkSync(resolve(dashboard, '../../node_modules'), join(folder, 'node_modules'))
  copyFileSync(join(dashboard, 'build.ts'), join(page, 'build.ts'))
  const script = () => {
    const [, name] = /src="([^"]+)"/.exec(readFileSync(join(page, 'dist/index.html'), 'utf8')) ?? []
    return readFileSync(join(page, 'dist', name ?? ''), 'utf8')
  }
  return { write, script, build: () => build(folder, page) }
}

test('the page is not built again while nothing that goes into it has changed, from whatever folder it is asked', async () => {
  await build(dashboard)
  const built = () => statSync(join(dashboard, 'dist', '.inputs')).mtimeMs
  const before = built()
  expect(await build(temporaryFolder())).toBe('')
  expect(built()).toBe(before)
})

test('the page is built anew when its source, what that imports of shared, or a package changed, and for nothing else', async () => {
  const { write, script, build } = smallHouse()
  expect(await build()).toContain('page built')
  expect(script()).toContain('first')
  const changes = {
    'shared/deeper.ts': "export const word = 'second'\n",
    'shared/words.ts': "export const word = 'third'\n",
    'collector/dashboard/src/main.ts': "document.title = 'fourth'\n",
    'collector/dashboard/src/more.ts': '',
    'package-lock.json': '{ }',
  }
  for (const [path, text] of Object.entries(changes)) {
    write(path, text)
    expect([path, await build()]).toEqual([path, expect.stringContaining('page built')])
    const [word] = /second|third|fourth/.exec(text) ?? ['fourth']
    expect(script()).toContain(word)
    expect([path, await build()]).toEqual([path, ''])
  }
  write('shared/unused.ts', "export const other = 'second'\n")
  write('README.md', 'other')
  expect(await build()).toBe('')
})

test('the built page has no script or style of its own text, and a place for a nonce wherever one may be needed', async () => {
  await build(dashboard)
  const page = readFileSync(join(dashboard, 'dist', 'index.html'), 'utf8')
  const elements = [...page.matchAll(/<(?:script|style|link rel="stylesheet")[^>]*>([^<]*)/g)]
  expect(elements.length).toBeGreaterThan(0)
  for (const [element, text = ''] of elements)
    expect([element, text.trim()]).toEqual([expect.stringContaining('nonce="__CSP_NONCE__"'), ''])
  expect(page).not.toMatch(/\son\w+=|style=|javascript:/)
})
