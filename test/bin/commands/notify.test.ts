// The laws of `sekisho notify`: it tells how channels stand and what each answered, and fails where one did not take a test.
import { exitCodes } from '@sekisho/shared/exit.ts'
import { describe, expect, test } from 'vitest'
import { openApiHouse } from '../../support/api-house.ts'
import { runSekisho } from '../../support/shell.ts'

async function open(doors: Parameters<typeof openApiHouse>[0] = {}) {
  const house = await openApiHouse(doors)
  const environment = { SEKISHO_COLLECTOR: house.address, SEKISHO_TOKEN: await house.token('admin') }
  return (line: string) => runSekisho(['notify', ...line.split(' ')], { ...environment, SEKISHO_STATE: '/nonexistent' })
}

describe('sekisho notify', () => {
  test('list tells each channel, in words and in JSON', async () => {
    const run = await open()
    expect((await run('list')).out).toContain(
      'duty  email  waiting 3 (2 for the limit of 20/minute)  given up 0  last taken -  last error -',
    )
    expect(JSON.parse((await run('list --json')).out)).toMatchObject({
      ...{ channel: 'duty', waiting: 3, held: 2, most: 20, lastAt: null },
    })
  })

  test('test says what each answered, and refuses a channel that there is not', async () => {
    const run = await open()
    expect(await run('test')).toMatchObject({ code: exitCodes.ok, out: 'duty: taken\n' })
    expect((await run('test --channel nobody')).code).toBe(exitCodes.refused)
  })

  test('test fails where a channel did not take it, and list says that nobody is told where there is none', async () => {
    const notify = { channels: async () => [], test: async () => [{ channel: 'chat', error: 'it answered 404' }] }
    const run = await open({ doors: { notify } })
    expect(await run('test')).toMatchObject({ code: exitCodes.failed, out: 'chat: not taken: it answered 404\n' })
    expect((await run('list')).out).toContain('nobody is told of incidents')
  })
})
