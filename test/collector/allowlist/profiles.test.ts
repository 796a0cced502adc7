import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { translator } from '@sekisho/shared/messages.ts'
import { pathTextOfString } from '@sekisho/shared/path.ts'
import { type Classify, compileProfile, type PathClass } from '@sekisho/shared/profile.ts'
import { describe, expect, test } from 'vitest'
import { loadProfiles, recognise } from '../../../collector/allowlist/profiles.ts'
import { temporaryFolder } from '../../support/folder.ts'

const say = translator('en')
const shipped = loadProfiles(new URL('../../../config/profiles', import.meta.url).pathname, say)

function classifier(name: string): Classify {
  const profile = shipped.find(candidate => candidate.name === name)
  if (profile === undefined) throw new Error(`no profile ${name}`)
  return compileProfile(profile)
}

describe('profile files', () => {
  test('the shipped profiles are EC-CUBE 4 and plain PHP', () => {
    expect(shipped.map(({ name }) => name)).toEqual(['eccube4', 'php'])
  })

  test('a wrong key is refused with file, line and column, and the nearest known key', () => {
    const folder = folderWith('shop.yaml', 'name: shop\ntitle: Shop\nrules:\n  - { patern: "a/**", class: code }\n')
    expect(() => loadProfiles(folder, say)).toThrow(
      expect.objectContaining({
        code: 'config-invalid',
        place: `${folder}/shop.yaml:4:5`,
        message: expect.stringContaining('"pattern"'),
      }),
    )
  })

  test('a pattern that could not be meant is refused where it stands', () => {
    for (const pattern of ['a**', '/etc/**', 'a//b', '{a,{b}}', 'a/../b', '%zz', '']) {
      const folder = folderWith(
        'shop.yaml',
        `name: shop\ntitle: Shop\nrules:\n  - { pattern: '${pattern}', class: code }\n`,
      )
      expect(() => loadProfiles(folder, say), pattern).toThrow(
        expect.objectContaining({ place: expect.stringMatching(/shop\.yaml:4:\d+$/) }),
      )
    }
  })

  test('a profile has the name of its file', () => {
    const folder = folderWith('shop.yaml', 'name: other\ntitle: Shop\nrules: []\n')
    expect(() => loadProfiles(folder, say)).toThrow('"name" must be shop')
  })

  test('a folder that is missing is refused by its name', () => {
    expect(() => loadProfiles('/nowhere/profiles', say)).toThrow(
      expect.objectContaining({ code: 'config-invalid', place: '/nowhere/profiles' }),
    )
  })
})

describe('recognising a platform', () => {
  test('an EC-CUBE 4 root is recognised though it has an index.php like every PHP shop', () => {
    const there = new Set(['index.php', 'src/Eccube/Common/Constant.php'])
    expect(recognise(shipped, path => there.has(path))?.name).toBe('eccube4')
  })

  test('a root without any telltale file is plain PHP', () => {
    expect(recognise(shipped, path => path === 'index.php')?.name).toBe('php')
    expect(recognise(shipped, () => false)?.name).toBe('php')
    expect(recognise([], () => true)).toBeNull()
  })
})

type Expectation = readonly [path: string, pathClass: PathClass, payment?: 'payment']

const eccube: readonly Expectation[] = [
  ['index.php', 'code'],
  ['src/Eccube/Kernel.php', 'code'],
  ['app/config/eccube/services.yaml', 'code'],
  ['app/Customize/Service/Mine.php', 'code'],
  ['app/DoctrineMigrations/Version1.php', 'code'],
  ['bin/console', 'code'],
  ['vendor/autoload.php', 'code'],
  ['html/template/default/assets/css/style.css', 'code'],
  ['html/template/default/assets/js/function.js', 'code', 'payment'],
  ['html/bundle/front.bundle.js', 'code', 'payment'],
  ['app/Plugin/Coupon42/Nav.php', 'code'],
  ['app/Plugin/GmoPaymentGateway42/Service/Card.php', 'code', 'payment'],
  ['app/Plugin/Stripe4/Controller.php', 'code', 'payment'],
  ['html/plugin/VeriTrans4G/assets/js/token.js', 'code', 'payment'],
  ['app/PluginData/Coupon42/x', 'code'],
  ['app/template/default/index.twig', 'code'],
  ['app/template/default/Shopping/index.twig', 'code', 'payment'],
  ['app/template/default/default_frame.twig', 'code', 'payment'],
  ['src/Eccube/Resource/template/default/Shopping/confirm.twig', 'code', 'payment'],
  ['src/Eccube/Resource/template/default/default_frame.twig', 'code', 'payment'],
  ['html/user_data/assets/js/customize.js', 'code', 'payment'],
  ['html/user_data/campaign.html', 'code'],
  ['src/Eccube/Service/Payment/Method/Cash.php', 'code', 'payment'],
  ['src/Eccube/Service/PurchaseFlow/PurchaseFlow.php', 'code', 'payment'],
  ['src/Eccube/Controller/ShoppingController.php', 'code', 'payment'],
  ['src/Eccube/Controller/NonMemberShoppingController.php', 'code', 'payment'],
  ['src/Eccube/Controller/TopController.php', 'code'],
  ['html/upload/save_image/item.jpg', 'upload'],
  ['html/upload/.hidden', 'upload'],
  ['html/upload/.htaccess', 'config'],
  ['app/proxy/entity/src/Eccube/Entity/Product.php', 'generated'],
  ['var/cache/prod/Container1/get.php', 'generated'],
  ['var/log/prod/site-2026-11-23.log', 'log'],
  ['var/sessions/prod/sess_1', 'log'],
  ['.env', 'config'],
  ['.env.local', 'config'],
  ['.htaccess', 'config'],
  ['html/.htaccess', 'config'],
  ['html/user_data/.user.ini', 'config'],
  ['composer.lock', 'config'],
  ['html/upload', 'code'],
  ['html/uploads/x.php', 'code'],
  ['shell.php', 'code'],
]

const php: readonly Expectation[] = [
  ['index.php', 'code'],
  ['lib/db.php', 'code'],
  ['payment/checkout.php', 'code', 'payment'],
  ['lib/PaymentGateway.php', 'code', 'payment'],
  ['checkout.php', 'code', 'payment'],
  ['shop/cart/index.php', 'code', 'payment'],
  ['cart.php', 'code', 'payment'],
  ['kessai/index.php', 'code', 'payment'],
  ['images/cartoon.png', 'code'],
  ['upload/photo.jpg', 'upload'],
  ['uploads/2026/11/photo.jpg', 'upload'],
  ['images/uploads/photo.jpg', 'upload'],
  ['public/images/upload/photo.jpg', 'upload'],
  ['files/catalogue.pdf', 'upload'],
  ['upload/.htaccess', 'config'],
  ['vendor/acme/upload/files/x.php', 'code'],
  ['js/uploads/widget.js', 'code'],
  ['cache/page.html', 'generated'],
  ['tmp/x', 'generated'],
  ['var/cache/container.php', 'generated'],
  ['log/access.log', 'log'],
  ['logs/app.txt', 'log'],
  ['admin/error.log', 'log'],
  ['.htaccess', 'config'],
  ['admin/.user.ini', 'config'],
  ['.env.production', 'config'],
  ['config/database.php', 'config'],
  ['include/config.php', 'config'],
  ['php.ini', 'config'],
]

describe('what the shipped profiles say', () => {
  for (const [name, expectations] of [
    ['eccube4', eccube],
    ['php', php],
  ] as const) {
    for (const [path, pathClass, payment] of expectations) {
      test(`${name}: ${path} is ${pathClass}${payment ? ' and payment' : ''}`, () => {
        expect(classifier(name)(pathTextOfString(path))).toMatchObject({
          class: pathClass,
          payment: payment !== undefined,
        })
      })
    }
  }
})

function folderWith(file: string, content: string): string {
  const folder = join(temporaryFolder(), 'profiles')
  mkdirSync(folder)
  writeFileSync(join(folder, file), content)
  return folder
}
