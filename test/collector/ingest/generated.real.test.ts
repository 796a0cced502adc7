// The laws of generated code for what Twig and Smarty themselves compiled, by each platform's own profile.
import { marksOf } from '@sekisho/shared/marks.ts'
import { translator } from '@sekisho/shared/messages.ts'
import type { Present } from '@sekisho/shared/observation.ts'
import { nameOf, type PathText } from '@sekisho/shared/path.ts'
import { describe, expect, test } from 'vitest'
import { loadProfiles } from '../../../collector/allowlist/profiles.ts'
import { absent, file, finding } from '../../support/batches.ts'
import { type RealCompiled, realCompiled } from '../../support/real-compiled.ts'
import { StoreHouse } from '../../support/store-house.ts'

const shipped = loadProfiles([new URL('../../../config/profiles', import.meta.url).pathname], translator('en'))

/** As an agent observes it, in one cache folder all the time. */
function seen(path: string, content: string): Present {
  const bytes = Buffer.from(content)
  const marks = marksOf(bytes, { name: nameOf(path as PathText), size: bytes.length, settingsKey: null })
  return file(content, { marks, folder: '7:1' })
}

/** What each version of the compiler makes of a page has a path of its own. */
const pathOf = ({ path, compiler }: RealCompiled) => path.replace(/([^/]+)$/, `${compiler}-$1`)

const quiet = ['expected', 'none', 'class-rule']
const flagged = ['unauthorised', 'critical', 'generated-rewritten']

async function open(name: RealCompiled['profile'], pages: readonly RealCompiled[]) {
  const profile = shipped.find(one => one.name === name)
  if (profile === undefined) throw new Error(`no profile ${name}`)
  const house = await new StoreHouse().open({ profiles: [{ ...profile, name: 'php' }] })
  const { chain, host } = await house.shop()
  const release = (ending = '') =>
    house.publish(Object.fromEntries(pages.map(({ source, template }) => [source, `${template}${ending}`])))
  const sources = [...new Map(pages.map(({ source, template }) => [source, template]))]
  let receivedAt = 3_000
  return {
    house,
    release,
    /** Of the sources, in the order in which they came. */
    async sourcesAre(ending: string, before: string | null) {
      const at = (text: string, end: string | null, path: string) => (end === null ? null : seen(path, text + end))
      const changed = sources.map(([path, text]) => finding(path, at(text, before, path), seen(path, text + ending)))
      await house.send(host, chain.seal(...changed), receivedAt++)
    },
    /** Every page becomes another; null: there is none. */
    async become(from: ((page: RealCompiled) => string) | null, to: ((page: RealCompiled) => string) | null) {
      const held = (page: RealCompiled, text: typeof from) => (text === null ? null : seen(pathOf(page), text(page)))
      const changed = pages.map(page => finding(pathOf(page), held(page, from), held(page, to) ?? absent))
      await house.send(host, chain.seal(...changed), receivedAt++)
    },
    async verdicts() {
      const rows = new Map((await house.files()).map(row => [row.path as string, row]))
      return pages.map(page => {
        const row = rows.get(pathOf(page))
        return { page: pathOf(page), words: row && [row.verdict, row.severity, row.reasons[0]] }
      })
    },
    all: (words: readonly string[]) => pages.map(page => ({ page: pathOf(page), words })),
  }
}

const first = ({ content }: RealCompiled) => content
const again = (page: RealCompiled) => page.again
const changed = (page: RealCompiled) => page.changed

describe.each(['eccube2', 'eccube4', 'cscart'] as const)('the compiler of the pages of %s', profile => {
  const pages = realCompiled.filter(page => page.profile === profile)

  test('leaves files that are quiet where their source is permitted, also when they are compiled again', async () => {
    const shop = await open(profile, pages)
    await shop.release()
    await shop.sourcesAre('', null)
    await shop.become(null, first)
    expect(await shop.verdicts()).toEqual(shop.all(quiet))
    await shop.become(first, null)
    await shop.become(null, again)
    expect(await shop.verdicts()).toEqual(shop.all(quiet))
    expect((await shop.house.findings()).filter(row => row.open)).toEqual([])
  })

  test('leaves files each of which is flagged as a payment page when it is another by a byte, by code behind it, or by its source', async () => {
    const shop = await open(profile, pages)
    await shop.release()
    await shop.sourcesAre('', null)
    await shop.become(null, first)
    const byByte = ({ content }: RealCompiled) => content.replace('>', ';')
    const byCode = ({ content }: RealCompiled) => `${content}<?php steal();`
    for (const tampered of [byByte, byCode, changed]) {
      await shop.become(first, tampered)
      expect(await shop.verdicts(), `${tampered}`).toEqual(shop.all(flagged))
      await shop.become(tampered, first)
      expect(await shop.verdicts()).toEqual(shop.all(quiet))
    }
  })

  test('leaves files that may be others once their sources are released as others, and not before', async () => {
    const shop = await open(profile, pages)
    await shop.sourcesAre('', null)
    await shop.become(null, first)
    for (const { words } of await shop.verdicts()) expect(words?.[2]).toBe('source-unpermitted')
    await shop.release()
    await shop.become(first, again)
    expect(await shop.verdicts()).toEqual(shop.all(quiet))
    await shop.sourcesAre('of 2', '')
    await shop.become(again, changed)
    expect(await shop.verdicts()).toEqual(shop.all(flagged))
    await shop.release('of 2')
    expect(await shop.verdicts()).toEqual(shop.all(quiet))
  })
})
