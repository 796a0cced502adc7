import { expect, test } from 'vitest'
import { placeOf } from '../../../agent/attribution/place.ts'

const id = '3f2a9c81b0d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e'

test.each([
  ['0::/system.slice/php8.2-fpm.service', 'php8.2-fpm.service', null],
  ['0::/user.slice/user-1000.slice/session-3.scope', 'session-3.scope', null],
  [`0::/system.slice/docker-${id}.scope`, null, 'docker 3f2a9c81b0d4'],
  [`0::/docker/${id}`, null, 'docker 3f2a9c81b0d4'],
  [`0::/machine.slice/libpod-${id}.scope/container`, null, 'podman 3f2a9c81b0d4'],
  [`0::/kubepods.slice/kubepods-pod1.slice/cri-containerd-${id}.scope`, null, 'containerd 3f2a9c81b0d4'],
  ['0::/lxc.payload.web1/system.slice/nginx.service', null, 'lxc web1'],
  ['12:cpu:/\n1:name=systemd:/system.slice/apache2.service\n0::/', 'apache2.service', null],
  ['0::/', null, null],
  ['', null, null],
])('the cgroup %j is told as unit %s, container %s', (cgroup, unit, container) => {
  expect(placeOf(`${cgroup}\n`)).toEqual({ unit, container })
})

test('below its own cgroup a user can give any name, and it does not count', () => {
  const cgroup = '0::/user.slice/user-1000.slice/user@1000.service/php8.2-fpm.service'
  expect(placeOf(cgroup).unit).toBe('user@1000.service')
  expect(placeOf(`${cgroup}/docker-${id}.scope`).container).toBeNull()
})
