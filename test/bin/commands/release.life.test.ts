// The laws of what people do with a release that the collector has: how long the one before stays valid, and by whom a held one is
// confirmed.
import { makeSigningKey } from '@sekisho/publisher/main.ts'
import { exitCodes } from '@sekisho/shared/exit.ts'
import { describe, expect, test } from 'vitest'
import { confirmationOf } from '../../../collector/allowlist/confirmation.ts'
import { openApiHouse, releaseRow } from '../../support/api-house.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { runSekisho } from '../../support/shell.ts'

const minute = 60_000

async function open() {
  const house = await openApiHouse()
  Object.assign(house.store.reads, { releases: async () => [releaseRow] })
  const state = temporaryFolder()
  const environment = { SEKISHO_COLLECTOR: house.address, SEKISHO_STATE: state }
  const run = async (role: 'work' | 'admin', ...words: string[]) =>
    runSekisho(['release', ...words], { ...environment, SEKISHO_TOKEN: await house.token(role) })
  const written = () => house.store.written.at(-1)
  return { state, run, written }
}

describe('sekisho release activate', () => {
  test.each([
    ['half an hour, where nothing is said', [], 30 * minute],
    ['as long as is said', ['--overlap', '2h'], 120 * minute],
    ['not at all, where that is said', ['--overlap', '0'], 0],
    ['not at all, where it closes a hole', ['--security'], 0],
  ])('leaves the release before valid %s', async (_, words, overlapMs) => {
    const { run, written } = await open()
    expect((await run('admin', 'activate', 'shop', '1.0.0', ...words)).code).toBe(exitCodes.ok)
    expect(written()).toMatchObject(['activate', { release: 1, overlapMs }])
  })
})

describe('sekisho release confirm', () => {
  const confirm = ['confirm', 'shop', '1.0.0', '--difference', 'd'.repeat(64)]

  test('signs the difference by the key that is named, for whoever has no right to approve', async () => {
    const { state, run, written } = await open()
    const { id } = makeSigningKey(state, 'duty')
    expect((await run('work', ...confirm)).code).toBe(exitCodes.refused)
    const { code, out } = await run('work', ...confirm, '--key', 'duty')
    expect({ code, out }).toMatchObject({ code: exitCodes.ok, out: expect.stringContaining('confirmed and current') })
    const [what, { envelope }] = written() as [string, { envelope: Parameters<typeof confirmationOf>[0] }]
    expect(what).toBe('confirmSigned')
    const trusts = [{ component: 'shop', role: 'approve' as const }]
    const keys = [{ key: id, name: 'duty', trustedAt: '2026-11-23T00:00:00.000Z', trusts, revoked: null }]
    expect(confirmationOf(envelope, releaseRow, keys)).toEqual({ signer: id, difference: 'd'.repeat(64) })
  })

  test('by a key that the state folder does not have sends nothing', async () => {
    const { run, written } = await open()
    expect((await run('admin', ...confirm, '--key', 'none')).code).not.toBe(exitCodes.ok)
    expect(written()).toMatchObject(['addToken', { name: 'admin-token' }])
  })
})

describe('a release that is not there', () => {
  test('is refused with the versions of its component, and with the command that lists all', async () => {
    const { run } = await open()
    const refused = async (...words: string[]) => {
      const { code, out, err } = await run('admin', ...words)
      expect({ code, out }).toEqual({ code: exitCodes.refused, out: '' })
      return err
    }
    const listed = 'all of them: sekisho release list)'
    expect(await refused('activate', 'shop', '9')).toContain(
      `there is no release shop 9 (versions of it: 1.0.0; ${listed}`,
    )
    expect(await refused('show', 'shop')).toContain(`there is no release shop (${listed}`)
  })
})
