import { reasonIn } from '@sekisho/shared/told-failure.ts'
import { describe, expect, test } from 'vitest'
import { entriesOfFile } from '../../publisher/source/archive.ts'
import { type TarEntry, tarBytes, tarFile } from '../support/hostile-archives.ts'
import { fixture } from '../support/release-fixture.ts'

const fine: TarEntry = { name: 'index.php', content: '<?php' }

describe('a tar archive', () => {
  test.each<[string, TarEntry, RegExp]>([
    ['a way up in a name', { name: '../x' }, /"\.\.\/x" has the part "\.\."/],
    ['a name from the root', { name: '/x' }, /"\/x" is absolute/],
    ['one path in two spellings', { name: './index.php' }, /index\.php is there twice/],
    ['something below a link', { name: 'l/x', content: 'x' }, /l\/x lies below l, which is a file or a link/],
    ['a hard link', { name: 'h', type: '1', target: 'index.php' }, /h is a hard link, which cannot be released/],
    ['a character device', { name: 'null', type: '3' }, /null is a device/],
    ['a pipe', { name: 'p', type: '6' }, /p is a device/],
    ['a kind of its own', { name: 's', type: 'S' }, /s is a unknown kind|s is of unknown kind/],
    [
      'a link to the root',
      { name: 'out', type: '2', target: '/etc/passwd' },
      /out is a link that leads out .* \/etc\/passwd/,
    ],
    ['a link above the top', { name: 'a/out', type: '2', target: '../../x' }, /a\/out is a link that leads out/],
    [
      'a pax name that is no UTF-8',
      { name: 'pax', type: 'x', content: Buffer.from('11 path=\xff\xfe\n', 'latin1') },
      /no whole|not UTF-8/,
    ],
  ])('that holds %s is refused by the name of it', async (_, entry, message) => {
    const link = { name: 'l', type: '2', target: 'index.php' }
    const file = tarFile(tarBytes([fine, link, entry, { name: 'last', content: 'x' }]))
    await expect(entriesOfFile(file)).rejects.toMatchObject({ code: 'release-refused', place: file })
    await expect(entriesOfFile(file)).rejects.toThrow(message)
  })

  test('names are bytes, as tar writes them', async () => {
    const { entries } = await entriesOfFile(fixture('odd.tar'), { strip: 1 })
    expect(entries.map(({ path }) => path)).toEqual(['back\\slash', 'caf%E9.php', 'new%0Aline'])
  })

  test('one that was cut between two files is refused', async () => {
    const refused = entriesOfFile(tarFile(tarBytes([fine], Buffer.alloc(0))))
    await expect(refused).rejects.toThrow('it was cut short')
    const why = await refused.then(String, (error: Error) => reasonIn(error, 'ja'))
    expect(why).toBe('完全なtarアーカイブではありません: 途中で切れています(終端のゼロブロックがありません)')
  })

  test('what follows its end, where tar no longer looks, is refused', async () => {
    const hidden = Buffer.concat([Buffer.alloc(1024), tarBytes([{ name: 'hidden.php', content: 'x' }])])
    await expect(entriesOfFile(tarFile(tarBytes([fine], hidden)))).rejects.toThrow('something follows its end')
  })

  test('a size that a pax header tells is the one that counts', async () => {
    const pax = { name: 'pax', type: 'x', content: '12 size=600\n' }
    const short = tarBytes([pax, { name: 'big', content: 'x'.repeat(600) }])
    // The header of the file itself says nothing of its size, as for files beyond 8 GiB.
    const head = 1024
    short.write('00000000000\0', head + 124)
    short.write('        ', head + 148)
    const sum = short.subarray(head, head + 512).reduce((total, byte) => total + byte, 0)
    short.write(`${sum.toString(8).padStart(6, '0')}\0 `, head + 148)
    const { entries } = await entriesOfFile(tarFile(short))
    expect(entries).toHaveLength(1)
    expect(entries[0]?.path).toBe('big')
  })
})
