// The laws of extended attributes at the collector: they are kept beside the content that they came with, without card numbers
// whatever an agent sends, go when it goes, and an agent that tells none is as welcome as before.
import { contentPartBytes } from '@sekisho/shared/content-limits.ts'
import { expect, test } from 'vitest'
import { finding } from '../../support/batches.ts'
import { CaptureHouse, partOf, seen, sha256Of, shellOf } from '../../support/capture-house.ts'

const listed = (value: string | null) => {
  return { told: 'listed', list: [{ name: 'user.note', size: 40, value }], more: 2 }
}

async function taken(told: (from: number) => object) {
  const house = await new CaptureHouse().open()
  const shell = shellOf(contentPartBytes + 100)
  const { chain, host } = await house.host('web1', ({ from }) => ({ ...partOf(shell, from), ...told(from) }))
  await house.stores.send(host, chain.seal(finding('upload/x.php', null, seen(shell))))
  return house.settled(sha256Of(shell))
}

test('attributes of a file are kept with its content, and card numbers in them are masked here as well', async () => {
  const row = await taken(from => (from === 0 ? { attributes: listed('４１１１ 1111-1111-1111 %00') } : {}))
  expect(row).toMatchObject({ state: 'kept', attributes: listed('[card] %00') })
})

test('of a card number that is cut at the end of a value no more than its beginning is kept', async () => {
  const row = await taken(from => (from === 0 ? { attributes: listed('4111 1111 1111 111') } : {}))
  const value = row.attributes?.told === 'listed' ? row.attributes.list[0]?.value : null
  expect(value?.replace(/\D/g, '').length).toBeLessThanOrEqual(6)
})

test('attributes that come with a later part are none', async () => {
  const row = await taken(from => (from > 0 ? { attributes: listed('late') } : {}))
  expect(row).toMatchObject({ state: 'kept', attributes: null })
})

test('a content of an agent that knows no attributes is kept without', async () => {
  expect(await taken(() => ({}))).toMatchObject({ state: 'kept', attributes: null })
})

test('attributes of a content that was thrown away go with it', async () => {
  const house = await new CaptureHouse({ limits: { tries: 1 } }).open()
  const shell = shellOf(100)
  const other = shellOf(100)
  const { chain, host } = await house.host('web1', () => ({ ...partOf(other, 0), attributes: listed('a lie') }))
  await house.stores.send(host, chain.seal(finding('upload/x.php', null, seen(shell))))
  expect(await house.settled(sha256Of(shell))).toMatchObject({ state: 'missed', why: 'mismatch', attributes: null })
})

test('more attributes than an agent may tell end the connection, and are kept nowhere', async () => {
  const house = await new CaptureHouse().open()
  const shell = shellOf(100)
  const many = { told: 'listed', list: Array(33).fill({ name: 'user.n', size: 0, value: '' }), more: 0 }
  const { chain, host, agent } = await house.host('web1', () => ({ ...partOf(shell, 0), attributes: many }))
  await house.stores.send(host, chain.seal(finding('upload/x.php', null, seen(shell))))
  await agent.raw.ended
  expect(await house.rows()).toMatchObject([{ state: 'wanted', attributes: null }])
})
