import type { Actor, KnownActor } from '@sekisho/shared/actor.ts'
import type { Observation } from '@sekisho/shared/observation.ts'
import { expect, test } from 'vitest'
import { actorAmong } from '../../../agent/fingerprint/actor.ts'

const absent: Observation = { state: 'absent', at: 1 }
const present = { state: 'present', at: 1 } as Observation
const [writer, other] = [1, 2].map((pid): KnownActor => {
  return { pid, executable: '/bin/cp', command: null, user: null, parents: [], unit: null }
}) as [KnownActor, KnownActor]
const wrote = (actor: Actor) => ({ actor, wrote: true })
const touched = (actor: Actor) => ({ actor, wrote: false })

test("what stands there is the last writer's, whoever changed its mode after him", () => {
  expect(actorAmong({ saw: ['written'], witnesses: [wrote(other), wrote(writer), touched(other)] }, present)).toBe(
    writer,
  )
  expect(actorAmong({ saw: ['attributes'], witnesses: [touched(other)] }, present)).toBe(other)
})

test("a removal is the last one's, and what came and went again is its writer's", () => {
  expect(actorAmong({ saw: ['written'], witnesses: [wrote(writer), touched(other)] }, absent)).toBe(other)
  expect(actorAmong({ saw: ['created'], witnesses: [wrote(writer), touched(other)] }, absent)).toBe(writer)
})

test('where nobody was seen, or the last writer could not be told, it is unknown', () => {
  expect(actorAmong({ saw: [], witnesses: [] }, present)).toBe('unknown')
  expect(actorAmong({ saw: ['written'], witnesses: [wrote(writer), wrote('unknown')] }, present)).toBe('unknown')
})

test('who deleted it again and is not known takes nothing from its writer, unless he may have written as well', () => {
  const perhaps = { actor: 'unknown', wrote: 'perhaps' } as const
  expect(actorAmong({ saw: ['created'], witnesses: [wrote(writer), perhaps] }, absent)).toBe(writer)
  expect(actorAmong({ saw: ['created'], witnesses: [wrote(writer), perhaps, touched(other)] }, absent)).toBe('unknown')
  expect(actorAmong({ saw: ['written'], witnesses: [wrote(writer), perhaps] }, present)).toBe('unknown')
})
