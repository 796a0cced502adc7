// Which config file counts where no option names one.
import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'
import { usualConfig } from '../../bin/configs.ts'
import { placesOf } from '../../bin/install/steps.ts'
import { unitText } from '../../bin/install/units.ts'

describe('a config file that no option names', () => {
  test('of a state folder lies in it', () => {
    expect(usualConfig('agent', '/home/taro/sekisho')).toBe('/home/taro/sekisho/agent.yaml')
  })

  test.each(['agent', 'collector'] as const)(
    'of an installed %s’s state is the one that its service reads',
    program => {
      const { state, config } = placesOf(program)
      const place = {
        entry: '/opt/sekisho/bin/sekisho.js',
        node: '/opt/node',
        config,
        user: 'sekisho',
        seesProcesses: false,
      }
      const text = unitText(program, place)
      expect(text).toContain(` --config ${config}\n`)
      expect(text).toContain(`StateDirectory=${basename(state)}\n`)
      expect(usualConfig(program, state)).toBe(config)
    },
  )
})
