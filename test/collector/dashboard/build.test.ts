// Owns the laws of building the page: only when needed, from anywhere, and in the form that the policy allows.
import { execFile } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../support/folder.ts'

const dashboard = resolve(import.meta.dirname, '../../../collector/dashboard')

async function build(cwd: string): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [join(dashboard, 'build.ts'), '--verbose'], {
    cwd,
  })
  return stdout + stderr
}

test('the page is not built again while nothing that goes into it has changed, from whatever folder it is asked', async () => {
  await build(dashboard)
  const built = () => statSync(join(dashboard, 'dist', '.inputs')).mtimeMs
  const before = built()
  expect(await build(temporaryFolder())).toBe('')
  expect(built()).toBe(before)
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
