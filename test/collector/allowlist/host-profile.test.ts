import { translator } from '@sekisho/shared/messages.ts'
import { pathTextOfString } from '@sekisho/shared/path.ts'
import { compileProfile } from '@sekisho/shared/profile.ts'
import { describe, expect, test } from 'vitest'
import { loadProfiles, recognise } from '../../../collector/allowlist/profiles.ts'
import { judge } from '../../../collector/judge/judge.ts'
import { hostPaths } from '../../support/host-paths.ts'
import { caseOf } from '../judge/cases.ts'

const shipped = loadProfiles([new URL('../../../config/profiles', import.meta.url).pathname], translator('en'))
const profile = shipped.find(({ name }) => name === 'host-execution')
if (profile === undefined) throw new Error('no profile host-execution')
const classify = compileProfile(profile)

describe('the host around the shop', () => {
  for (const [root, expectations] of Object.entries(hostPaths)) {
    test.each(expectations.map(([path, pathClass, severity, stays]) => ({ path, pathClass, severity, stays })))(
      `${root}/$path is $pathClass, and $severity where nothing permits it`,
      ({ path, pathClass, severity, stays }) => {
        const where = classify(pathTextOfString(path))
        expect(where).toMatchObject({ class: pathClass, payment: false })
        expect(where.keep ?? true).toBe(stays === undefined)
        const question = caseOf({ kind: 'added', there: 'file', class: pathClass, payment: false, permit: 'none' })
        expect(judge({ ...question, path: pathTextOfString(path), where }).severity).toBe(severity)
      },
    )
  }

  test('a line that changes what runs is critical in any configuration of the host, unless something permits the file', () => {
    for (const path of ['apache2/conf-enabled/x.conf', 'X11/x.conf', 'nginx/sites-enabled/shop.conf']) {
      const where = classify(pathTextOfString(path))
      const combination = { kind: 'added', there: 'execution directive', class: 'config', payment: false } as const
      const ask = (permit: 'none' | 'released') =>
        judge({ ...caseOf({ ...combination, permit }), path: pathTextOfString(path), where })
      expect(ask('none'), path).toMatchObject({ verdict: 'unauthorised', severity: 'critical' })
      expect(ask('released'), path).toMatchObject({ verdict: 'authorised', severity: 'none' })
    }
  })

  test('a shop is never taken for the host around it', () => {
    expect(recognise([profile], () => true)).toBeNull()
  })
})
