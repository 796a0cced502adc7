import { expect, test } from 'vitest'
import { actorText, type KnownActor } from '../../shared/actor.ts'

const nothing: KnownActor = { pid: 7, executable: null, command: null, user: null, parents: [], unit: null }

test('an actor reads as user, processes nearest first, unit and container, as far as they are known', () => {
  expect(actorText(nothing)).toBe('pid 7')
  expect(actorText({ ...nothing, user: 'www-data', executable: '/tmp/x (deleted)' })).toBe('www-data x')
  const parents = [
    { pid: 5, executable: '/usr/bin/bash' },
    { pid: 4, executable: null },
  ]
  expect(actorText({ ...nothing, user: 'root', executable: '/bin/cp', parents, unit: 'ssh.service' })).toBe(
    'root cp ← bash ← pid 4 (ssh.service)',
  )
  const inContainer = { ...nothing, user: '33', name: 'nginx: worker', container: 'docker 3f2a9c81b0d4' }
  expect(actorText(inContainer)).toBe('33 nginx: worker (docker 3f2a9c81b0d4)')
})

test('the real user and who signed in are told where they are others', () => {
  const sudo = { ...nothing, executable: '/bin/cp', user: 'root' }
  expect(actorText({ ...sudo, loginUser: 'root' })).toBe('root cp')
  expect(actorText({ ...sudo, realUser: 'bob', loginUser: 'alice' })).toBe('root (real bob, login alice) cp')
})
