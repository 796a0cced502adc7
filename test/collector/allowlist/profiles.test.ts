import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { staysOnHost } from '@sekisho/shared/classify.ts'
import { cacheDepth, isWrittenOnce } from '@sekisho/shared/generated.ts'
import { translator } from '@sekisho/shared/messages.ts'
import { pathTextOfString } from '@sekisho/shared/path.ts'
import { type Classify, compileProfile } from '@sekisho/shared/profile.ts'
import { describe, expect, test } from 'vitest'
import { loadProfiles, recognise } from '../../../collector/allowlist/profiles.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { platforms } from '../../support/platforms.ts'

const say = translator('en')
const shippedFolder = new URL('../../../config/profiles', import.meta.url).pathname
const shipped = loadProfiles([shippedFolder], say)

function classifier(name: string): Classify {
  const profile = shipped.find(candidate => candidate.name === name)
  if (profile === undefined) throw new Error(`no profile ${name}`)
  return compileProfile(profile)
}

describe('profile files', () => {
  test('the shipped profiles are these platforms', () => {
    expect(shipped.map(({ name }) => name)).toEqual([
      'cscart',
      'eccube2',
      'eccube4',
      'host-execution',
      'magento2',
      'php',
      'static',
      'wordpress',
    ])
  })

  test.each([
    [
      'magento2',
      ['pub/media/custom_options/quote/a/b/shell.php', 'var/import/shell.phtml', 'var/log/a.PHP5'],
      'var/log/system.log',
    ],
    ['magento2', ['pub/media/custom_options/shell.php.jpg'], 'pub/media/custom_options/quote/a/b/photo.jpg'],
    [
      'wordpress',
      ['wp-content/uploads/wc-logs/a.phar', 'wp-content/uploads/woocommerce_uploads/a.php'],
      'wp-content/uploads/woocommerce_uploads/a.pdf',
    ],
    ['cscart', ['var/files/1/a.php', 'var/backups/a.php', 'var/sessions/a.php7'], 'var/files/1/a.csv'],
    ['eccube2', ['data/upload/csv/a.php', 'data/download/a.php', 'data/logs/a.pht'], 'data/upload/csv/a.csv'],
    ['eccube4', ['var/log/prod/a.php'], 'var/log/prod/site.log'],
  ] as const)('in %s a script among uploads and logs that stay on the host is taken: %j', (name, scripts, stays) => {
    const classify = classifier(name)
    const { class: pathClass } = classify(pathTextOfString(stays))
    expect(staysOnHost(classify(pathTextOfString(stays)))).toBe(true)
    for (const script of scripts) {
      expect(staysOnHost(classify(pathTextOfString(script))), script).toBe(false)
      expect(['upload', 'log'], script).toContain(classify(pathTextOfString(script)).class)
    }
    expect(['upload', 'log']).toContain(pathClass)
  })

  test.each([
    ['eccube4', 'var/cache/prod/Container1/get.php', 'var/cache/prod', undefined],
    ['eccube4', 'var/cache/prod/twig/0a/0a17.php', 'var/cache/prod/twig', 'twig'],
    ['eccube4', 'app/proxy/entity/src/Eccube/Entity/Order.php', 'app/proxy', undefined],
    ['eccube2', 'data/Smarty/templates_c/default/index.tpl.php', 'data/Smarty/templates_c', 'smarty'],
    ['eccube2', 'data/downloads/tmp/plugin_install/plugin_info.php', 'data/downloads/tmp/plugin_install', undefined],
    ['magento2', 'generated/code/Magento/Checkout/Model/Session/Proxy.php', 'generated/code', undefined],
    ['magento2', 'generated/metadata/global.php', 'generated/metadata', undefined],
    ['magento2', 'var/view_preprocessed/html/a.phtml', 'var/view_preprocessed/html', undefined],
    ['cscart', 'var/cache/templates/responsive/0a17.index.tpl.php', 'var/cache/templates', 'smarty'],
    ['php', 'templates_c/index.tpl.php', 'templates_c', undefined],
  ])('in %s the code at %s is written once in the folder %s', (name, path, folder, compiler) => {
    const where = classifier(name)(pathTextOfString(path))
    expect(
      path
        .split('/')
        .slice(0, cacheDepth(where) ?? 0)
        .join('/'),
    ).toBe(folder)
    expect(where.compiled).toBe(compiler)
  })

  test.each([
    ['wordpress', 'wp-content/wflogs/config.php'],
    ['wordpress', 'wp-content/cache/supercache/meta/wp-cache-0a17.php'],
    ['magento2', 'var/cache/mage--0/x.php'],
    ['cscart', 'var/cache/registry/addons.php'],
    ['php', 'cache/items.php'],
    ['host-execution', 'ld.so.cache'],
  ])('in %s what is written all the time is not held to be written once: %s', (name, path) => {
    const where = classifier(name)(pathTextOfString(path))
    expect(where.class).toBe('generated')
    expect(isWrittenOnce(where)).toBe(false)
  })

  test.each(['/srv/templates', '../templates', 'templates/**', 'a//b'])(
    'a folder of templates that is none below the root is refused: %s',
    source => {
      const rule = `{ pattern: 'cache/**', class: generated, compiled: twig, sources: ['${source}'] }`
      const folder = folderWith('a.yaml', `name: a\ntitle: A\nrules:\n  - ${rule}\n`)
      expect(() => loadProfiles([folder], say)).toThrow(/a folder below the root, such as app\/template/)
    },
  )

  test('a profile that extends another decides first, and all of the other comes behind', () => {
    const folder = folderWith(
      'minato.yaml',
      "name: minato\ntitle: Minato\nextends: eccube4\nrules:\n  - { pattern: 'html/upload/**', class: code }\npayment: ['html/gift/**']\n",
    )
    const all = loadProfiles([shippedFolder, folder], say)
    const minato = all.find(({ name }) => name === 'minato')
    if (minato === undefined) throw new Error('no profile minato')
    const classify = compileProfile(minato)
    expect(classify(pathTextOfString('html/upload/a.jpg'))).toMatchObject({ class: 'code', rule: 'html/upload/**' })
    expect(classify(pathTextOfString('var/log/a.log')).class).toBe('log')
    expect(classify(pathTextOfString('html/gift/card.php')).payment).toBe(true)
    expect(classify(pathTextOfString('html/bundle/front.bundle.js')).payment).toBe(true)
    expect(recognise([minato], () => true)).toBeNull()
  })

  test('extending nothing, itself in a circle, or under a name that is taken is refused with the file', () => {
    const unknown = folderWith('a.yaml', 'name: a\ntitle: A\nextends: nothing\n')
    expect(() => loadProfiles([unknown], say)).toThrow(expect.objectContaining({ place: join(unknown, 'a.yaml') }))
    const circle = folderWith('a.yaml', 'name: a\ntitle: A\nextends: b\n')
    writeFileSync(join(circle, 'b.yaml'), 'name: b\ntitle: B\nextends: a\n')
    expect(() => loadProfiles([circle], say)).toThrow('extends itself')
    const taken = folderWith('php.yaml', 'name: php\ntitle: Mine\n')
    expect(() => loadProfiles([shippedFolder, taken], say)).toThrow(
      expect.objectContaining({ place: join(taken, 'php.yaml') }),
    )
  })

  test('a rule can say severity, digest, keeping, rehash interval and types, and nothing that is none', () => {
    const rule = (more: string) =>
      folderWith('shop.yaml', `name: shop\ntitle: Shop\nrules:\n  - { pattern: 'a/**', class: upload, ${more} }\n`)
    const good = 'severity: high, digest: xxh64, keep: false, rehash: 6h, types: [jpeg, png]'
    expect(loadProfiles([rule(good)], say)[0]?.rules[0]).toMatchObject({ severity: 'high', rehash: '6h' })
    for (const bad of [
      'severity: none',
      'digest: md5',
      'keep: 1',
      'rehash: 1s',
      'rehash: often',
      'types: [exe]',
      'types: []',
    ])
      expect(() => loadProfiles([rule(bad)], say), bad).toThrow(expect.objectContaining({ code: 'config-invalid' }))
  })

  test('a wrong key is refused with file, line and column, and the nearest known key', () => {
    const folder = folderWith('shop.yaml', 'name: shop\ntitle: Shop\nrules:\n  - { patern: "a/**", class: code }\n')
    expect(() => loadProfiles([folder], say)).toThrow(
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
      expect(() => loadProfiles([folder], say), pattern).toThrow(
        expect.objectContaining({ place: expect.stringMatching(/shop\.yaml:4:\d+$/) }),
      )
    }
  })

  test('a profile has the name of its file', () => {
    const folder = folderWith('shop.yaml', 'name: other\ntitle: Shop\nrules: []\n')
    expect(() => loadProfiles([folder], say)).toThrow('"name" must be shop')
  })

  test('a folder that is missing is refused by its name', () => {
    expect(() => loadProfiles(['/nowhere/profiles'], say)).toThrow(
      expect.objectContaining({ code: 'config-invalid', place: '/nowhere/profiles' }),
    )
  })
})

describe('recognising a platform', () => {
  test('an EC-CUBE 4 root is recognised though it has an index.php like every PHP shop', () => {
    const there = new Set(['index.php', 'src/Eccube/Common/Constant.php'])
    expect(recognise(shipped, path => there.has(path))?.name).toBe('eccube4')
  })

  for (const [name, ...files] of [
    ['eccube2', 'data/class/SC_Initial.php', 'html/define.php', 'html/index.php'],
    ['eccube2', 'define.php', 'shopping/load_payment_module.php', 'index.php'],
    ['wordpress', 'wp-includes/version.php', 'wp-load.php', 'index.php'],
    ['magento2', 'bin/magento', 'app/etc/di.xml', 'index.php'],
    ['cscart', 'config.local.php', 'app/controllers', 'app/payments', 'design/themes', 'index.php'],
    ['static', 'index.html'],
    ['php', 'index.php', 'index.html'],
  ] as const) {
    test(`${name} is recognised by ${files.join(', ')}`, () => {
      const there = new Set<string>(files)
      expect(recognise(shipped, path => there.has(path))?.name).toBe(name)
    })
  }

  test('a root without any telltale file is plain PHP', () => {
    expect(recognise(shipped, path => path === 'index.php')?.name).toBe('php')
    expect(recognise(shipped, () => false)?.name).toBe('php')
    expect(recognise([], () => true)).toBeNull()
  })
})

describe('what the shipped profiles say', () => {
  for (const [name, expectations] of Object.entries(platforms)) {
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
