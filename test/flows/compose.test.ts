// What an unknown shop is composed of, with real processes: two components that another site has are recognised on a host,
// given by the command, and what neither explains is left.
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Composition } from '@sekisho/shared/api.compose.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { type Estate, openEstate } from '../support/flow-estate.ts'
import { makeShop, pathsIn, released, releasedLinks } from '../support/flow-shop.ts'

let estate: Estate
let shop: string
const plugin = 'plugins/coupon'
const place = ['--site', 'unknown', '--host', 'web1']

beforeAll(async () => {
  estate = await openEstate()
  shop = join(estate.folder, 'shop')
  const build = join(estate.folder, 'build')
  const coupon = join(estate.folder, 'coupon')
  makeShop(build, shop)
  mkdirSync(coupon)
  for (const name of ['CouponController.php', 'CouponRepository.php'])
    writeFileSync(join(coupon, name), `<?php // ${name}`)
  await estate.addSite('model')
  await estate.release(build, { component: 'core', version: '4.2.3', site: 'model' })
  await estate.release(coupon, { component: 'coupon', version: '1.0.0', site: 'model' })
  mkdirSync(join(shop, 'plugins'))
  renameSync(coupon, join(shop, plugin))
  writeFileSync(join(shop, 'lib/Member.php'), '<?php // steals')
  writeFileSync(join(shop, 'upload/shell.php'), '<?php')
  writeFileSync(join(shop, 'own.php'), '<?php // own')
  await estate.addSite('unknown')
  await estate.bind(shop, 'unknown')
  await estate.counted(shop)
})

afterAll(() => estate.stop())

const compose = () => estate.client.components.composition('unknown', 'web1', shop)
const left = ({ remainder }: Composition) => remainder.groups.map(({ suspicion, examples }) => [suspicion, ...examples])

test('components of another site are recognised with their versions and places, and what is left is ranked', async () => {
  const composed = await compose()
  const entries = Object.keys(released).length + Object.keys(releasedLinks).length
  expect(composed.components).toMatchObject([
    {
      component: 'core',
      version: '4.2.3',
      prefix: '',
      subscribed: false,
      files: entries,
      matches: entries - 1,
      differs: 1,
    },
    { component: 'coupon', version: '1.0.0', prefix: plugin, subscribed: false, files: 2, matches: 2, conflicts: [] },
  ])
  expect(composed.files).toBe(pathsIn(shop).length)
  expect(left(composed)).toEqual([
    ['executable-upload', 'upload/shell.php'],
    ['intruder', 'own.php'],
    ['changed', 'lib/Member.php'],
  ])
})

test('the command gives the site what is recognised, whereupon only the remainder is unauthorised', async () => {
  const told = await estate.text(['site', 'compose', ...place, '--apply'])
  expect(told).toContain('The site unknown has core now.')
  expect(told).toContain('The site unknown has coupon now.')
  expect(told).toContain('executable among uploads or logs')
  const unauthorised = () => estate.files('--verdict', 'unauthorised')
  await eventually(async () => (await unauthorised()).length === 3)
  expect((await unauthorised()).map(row => row.path)).toEqual(['lib/Member.php', 'own.php', 'upload/shell.php'])
  expect((await estate.standing(`${plugin}/CouponController.php`))?.permit).toBe('coupon 1.0.0')
  const composed = await compose()
  expect(composed.components).toMatchObject([{ subscribed: true }, { subscribed: true, prefix: plugin }])
  expect(left(composed)).toHaveLength(3)
})
