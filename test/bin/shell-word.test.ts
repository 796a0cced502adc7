// Owns the laws of a foreign word in a line that is pasted into a shell.
import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { shellWord } from '../../bin/shell-word.ts'

test.each(['/srv/shop', '/srv/public html', "it's", '$(id)', '`id`', 'a;b&c|d', '*', '~', '', '"', '\\', '!!'])(
  'a shell takes the word of %j as that text and nothing else',
  text => {
    expect(execFileSync('sh', ['-c', `printf %s ${shellWord(text)}`], { encoding: 'utf8' })).toBe(text)
  },
)

test('what ends a line, or turns what is read, is a sign in the word and no longer itself', () => {
  expect(shellWord('/srv/a\nid\n')).toBe("'/srv/a⟨U+000A⟩id⟨U+000A⟩'")
  expect(shellWord('/srv/\u202etxt')).toBe("'/srv/⟨U+202E⟩txt'")
})

test('a path of ordinary signs stands without quotes', () => {
  expect(shellWord('/srv/shop-1/a,b@c:d=e%0A+_')).toBe('/srv/shop-1/a,b@c:d=e%0A+_')
})
