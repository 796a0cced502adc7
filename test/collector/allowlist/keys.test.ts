import type { KeyRow } from '@sekisho/shared/api.keys.ts'
import { describe, expect, test } from 'vitest'
import { trustedKeys } from '../../../collector/allowlist/keys.ts'

const at = '2026-11-23T00:00:00.000Z'
const row = (key: string, trusts: KeyRow['trusts'], revoked: KeyRow['revoked'] = null): KeyRow => ({
  ...{ key, name: key, trustedAt: at, trusts, revoked },
})

describe('the keys that may sign releases', () => {
  test('are those in the role release, for all components or for some', () => {
    const rows = [
      row('all', [{ component: null, role: 'release' }]),
      row('some', [
        { component: 'theme', role: 'release' },
        { component: 'shop', role: 'release' },
        { component: 'core', role: 'approve' },
      ]),
      row('widened', [
        { component: 'theme', role: 'release' },
        { component: null, role: 'release' },
      ]),
      row('approver', [{ component: null, role: 'approve' }]),
    ]
    const narrow = [['some', ['theme', 'shop']]]
    expect(trustedKeys(rows)).toEqual({ keys: ['all', 'some', 'widened'], narrow, weak: [] })
  })

  test('are those in the role weak too, for weak releases alone, of components that are named', () => {
    const rows = [
      row('host', [{ component: 'packages', role: 'weak' }]),
      // Earlier versions took it.
      row('any', [{ component: null, role: 'weak' }]),
      row('anew', [
        { component: null, role: 'weak' },
        { component: 'packages', role: 'weak' },
      ]),
      row('both', [
        { component: 'shop', role: 'release' },
        { component: 'packages', role: 'weak' },
      ]),
    ]
    const narrow = [
      ['host', []],
      ['anew', []],
      ['both', ['shop']],
    ]
    const weak = [
      ['host', ['packages']],
      ['anew', ['packages']],
      ['both', ['packages']],
    ]
    expect(trustedKeys(rows)).toEqual({ keys: ['host', 'anew', 'both'], narrow, weak })
  })

  test('are never revoked ones', () => {
    const revoked = { at, by: 'token:admin', reason: 'copied' }
    expect(trustedKeys([row('all', [{ component: null, role: 'release' }], revoked)]).keys).toEqual([])
  })
})
