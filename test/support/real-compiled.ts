// Owns what Twig and Smarty themselves compiled (test/fixtures/compiled): by whom, of which source, where it stands in a shop of
// which profile, and what came of the same source later and of another one.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const fixtures = fileURLToPath(new URL('../fixtures/compiled', import.meta.url))
/** Where the templates lay that were compiled. */
const compiledAt = '/srv/shop/'

export interface RealCompiled {
  /** With its version. */
  readonly compiler: string
  readonly by: 'twig' | 'smarty'
  readonly profile: 'eccube2' | 'eccube4' | 'cscart'
  /** Below the root, and as the compiler named it. */
  readonly source: string
  readonly named: string
  readonly template: string
  /** Where a shop keeps it. */
  readonly path: string
  readonly content: string
  /** Later, of the same source. */
  readonly again: string
  /** Of another source. */
  readonly changed: string
  /** As where Twig runs for developers. */
  readonly debug: string | null
}

const themes = 'design/themes/responsive/templates/views/checkout'
/** The name is the fixture's. */
const pages = [
  ['twig', 'index', 'eccube4', 'app/template/default/Shopping/index.twig', 'var/cache/prod/twig/0a/0a17.php'],
  ['twig', 'default_frame', 'eccube4', 'app/template/default/default_frame.twig', 'var/cache/prod/twig/7f/7f02.php'],
  [
    'smarty',
    'eccube2',
    'eccube2',
    'data/Smarty/templates/default/shopping/index.tpl',
    'data/Smarty/templates_c/default/31ccf27619d142cf98226e04558d9c9ee28cfef8_0.file.index.tpl.php',
  ],
  [
    'smarty',
    'checkout',
    'cscart',
    `${themes}/checkout.tpl`,
    'var/cache/templates/responsive/d510343739c9823aadd8c1f60f54ca74e6d86d8a_2.file.checkout.tpl.php',
  ],
  [
    'smarty',
    'payment',
    'cscart',
    `${themes}/components/payment.tpl`,
    'var/cache/templates/responsive/53e6bb5dc7969be3b0f1722488f7985f642b797b_2.file.payment.tpl.php',
  ],
] as const

/** Each page by each version of its compiler. */
export const realCompiled: readonly RealCompiled[] = readdirSync(fixtures)
  .sort()
  .flatMap(compiler =>
    pages
      .filter(([by]) => compiler.startsWith(`${by}-`))
      .map(([by, name, profile, source, path]) => {
        const kind = (ending: string) => readFileSync(join(fixtures, compiler, `${name}${ending}.php`), 'utf8')
        const [content, isTwig] = [kind(''), by === 'twig']
        return {
          ...{ compiler, by, profile, source, path, content, named: `${compiledAt}${source}` },
          template: readFileSync(join(fixtures, 'templates', source), 'utf8'),
          // Twig writes no time and no name by chance: make.sh compares.
          again: isTwig ? content : kind('.again'),
          changed: kind('.changed'),
          debug: isTwig ? kind('.debug') : null,
        }
      }),
  )
