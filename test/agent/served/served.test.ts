import { mkdirSync, realpathSync, rmdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type PathText, pathTextOfString } from '@sekisho/shared/path.ts'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { nginxClaims } from '../../../agent/served/nginx.ts'
import { Budget, outsideOf } from '../../../agent/served/served.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { ManualClock } from '../../support/manual-clock.ts'

let top = ''
beforeEach(() => {
  top = temporaryFolder()
  for (const folder of ['www/shop/web', 'www/blog', 'opt/guard']) mkdirSync(join(top, folder), { recursive: true })
  writeFileSync(join(top, 'opt/guard/first.php'), '')
})

const at = (path: string) => pathTextOfString(join(top, path))
const claim = (path: PathText) => ({ path, directive: 'root', file: '/etc/nginx/x' })

function outside(roots: readonly string[], ...claimed: readonly string[]): readonly string[] {
  const { outside: found } = outsideOf(
    claimed.map(path => claim(at(path))),
    roots.map(at),
    { budget: new Budget(new ManualClock(), 1_000) },
  )
  return found.map(({ folder }) => folder.slice(top.length + 1))
}

describe('what is served and not watched', () => {
  test('is each folder that lies in no root, the outermost of those within one another', () => {
    expect(outside(['www/shop'], 'www/shop', 'www/shop/web', 'www/blog', 'opt/guard', 'opt')).toEqual([
      'opt',
      'www/blog',
    ])
  })

  test('a folder of which only a part is watched is outside, and one that a name alone begins with too', () => {
    mkdirSync(join(top, 'www/shop-2'))
    expect(outside(['www/shop'], 'www')).toEqual(['www'])
    expect(outside(['www/shop'], 'www/shop-2')).toEqual(['www/shop-2'])
  })

  test('of a file it is where it lies, and what is not there or is no file serves nothing', () => {
    symlinkSync('/dev/null', join(top, 'null'))
    expect(outside(['www'], 'opt/guard/first.php', 'gone/web', 'null')).toEqual(['opt/guard'])
  })

  test('a folder that becomes a link to itself while it is looked at serves nothing, and all others are told', () => {
    const { native } = realpathSync
    onTestFinished(() => void Object.assign(realpathSync, { native }))
    const replacing = (...given: Parameters<typeof native>) => {
      const real = native(...given)
      if (String(real) === realBlog) {
        rmdirSync(realBlog)
        symlinkSync('blog', realBlog)
      }
      return real
    }
    const realBlog = native(join(top, 'www/blog'))
    Object.assign(realpathSync, { native: replacing })
    expect(outside([], 'www/blog', 'opt')).toEqual(['opt'])
  })

  test('links are followed on both sides: a root that is a link watches where it leads', () => {
    symlinkSync('shop', join(top, 'www/current'))
    symlinkSync('../../opt/guard', join(top, 'www/shop/guard'))
    expect(outside(['www/current'], 'www/shop/web', 'www/current')).toEqual([])
    expect(outside(['www/shop'], 'www/shop/guard')).toEqual(['opt/guard'])
  })

  test('places are looked for on the disk until the time is over, and then it is said to be not whole', () => {
    const clock = new ManualClock()
    const budget = new Budget(clock, 1)
    const asked = [claim(at('www/blog'))]
    expect(outsideOf(asked, [], { budget }).outside).toHaveLength(1)
    expect(budget.isCut).toBe(false)
    clock.advance(1)
    expect(outsideOf(asked, [], { budget }).outside).toEqual([])
    expect(budget.isCut).toBe(true)
  })

  test('what stands right before a variable counts where it is a folder, and the folder around it where not', () => {
    const budget = new Budget(new ManualClock(), 1_000)
    const told = (text: string) =>
      outsideOf(nginxClaims(`fastcgi_param SCRIPT_FILENAME ${text};`, '/etc/nginx/x'), [], { budget, top })
    const folders = (text: string) => told(text).outside.map(({ folder }) => folder.slice(top.length))
    expect(folders('/www/shop$fastcgi_script_name')).toEqual(['/www/shop'])
    expect(folders('/opt$fastcgi_script_name')).toEqual(['/opt'])
    expect(folders('/www/sh$host/web')).toEqual(['/www'])
    expect(folders('/opt/guard/first.php$x')).toEqual(['/opt/guard'])
  })

  test('what may be anywhere is no folder and hides none, and is told as what cannot be told', () => {
    const budget = new Budget(new ManualClock(), 1_000)
    const claims = nginxClaims('root /$host; alias /www/blog; alias /gone$uri;', '/etc/nginx/x')
    const { outside, untold } = outsideOf(claims, [], { budget, top })
    expect(outside.map(({ folder }) => folder)).toEqual([at('www/blog')])
    expect(untold.map(({ directive }) => directive)).toEqual(['root', 'alias'])
    expect(outsideOf(claims, [pathTextOfString(realpathSync(top))], { budget, top })).toEqual({
      outside: [],
      untold: [],
    })
  })
})
