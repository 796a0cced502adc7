import { readFileSync } from 'node:fs'
import { exitCodes } from '@sekisho/shared/exit.ts'
import { describe, expect, test } from 'vitest'

const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8')
const commands =
  'up agent collector enroll site root profile key token release adopt files findings incidents notify backup restore hosts status coverage audit explain link doctor install uninstall'

describe.each(['README.md', 'README.ja.md'])('%s', name => {
  const text = read(name)

  test(`of ${name} lists every exit code`, () => {
    const listed = [...text.matchAll(/^\| (\d) \| \S/gm)].map(match => Number(match[1]))
    expect(listed).toEqual(Object.values(exitCodes))
  })

  test(`of ${name} names every command`, () => {
    const named = commands.split(' ').filter(command => !new RegExp(`\`${command}\\b`).test(text))
    expect(named).toEqual([])
  })

  test(`of ${name} gives the two command lines that do everything`, () => {
    expect(text).toContain('npm ci && npm start')
    expect(text).toContain('npm ci && npm test')
  })
})

test('both READMEs show the same commands', () => {
  const blocks = (name: string) =>
    [...read(name).matchAll(/^```sh\n([\s\S]*?)^\s*```/gm)].map(match =>
      (match[1] ?? '').replace(/ +#.*$/gm, '').replace(/--(by|reason) "[^"]*"/g, '--$1'),
    )
  expect(blocks('README.ja.md')).toEqual(blocks('README.md'))
})
