import { describe, expect, test } from 'vitest'
import { findingText } from '../../bin/row-text.ts'
import { tampered } from '../support/fixture-shop.ts'
import { recordingTerminal } from '../support/shell.ts'

const look = { time: '10:00:00', place: 'path' } as const

describe('a line of the terminal', () => {
  test('a finding ends with who did it, where it is known', () => {
    const row = tampered(1, 1_700_000_000_000)
    expect(findingText(row, recordingTerminal({}, [], []), look)).toMatch(
      / {2}by www-data php-fpm: pool www ← php-fpm8\.3 ← systemd \(php8\.3-fpm\.service\)$/,
    )
    expect(findingText({ ...row, actor: null }, recordingTerminal({}, [], []), look)).not.toContain('by ')
    expect(findingText(row, recordingTerminal({ LANG: 'ja_JP.UTF-8' }, [], []), look)).toContain('操作者: www-data ')
  })

  test('names that a process gave itself cannot turn, colour or break the line', () => {
    const row = tampered(1, 1_700_000_000_000)
    const actor = {
      pid: 1,
      executable: null,
      name: 'a\u001b[31m\nb\u202Ec',
      command: null,
      user: 'x\u0007',
      parents: [],
      unit: null,
    }
    const text = findingText({ ...row, actor }, recordingTerminal({}, [], []), look)
    expect(text).toMatch(/by x⟨U\+0007⟩ a⟨U\+001B⟩\[31m⟨U\+000A⟩b⟨U\+202E⟩c$/)
    expect(text).not.toContain('\n')
  })
})
