// Owns a composition as a collector answers it: two proposals that conflict, one that does not, one that the site has, and
// groups of what is left, with names as an attacker chooses them.
import type { Composition, Recognised } from '@sekisho/shared/api.compose.ts'

const fits: Recognised = {
  ...{ component: 'eccube', owner: 'provider', version: '4.2.2', current: '4.2.3', weak: false, prefix: '' },
  ...{ subscribed: false, files: 120, matches: 110, differs: 6, missing: 3, unknown: 1, conflicts: [] },
}
const alone = {
  owner: 'customer',
  current: '1.0',
  version: '1.0',
  files: 2,
  matches: 2,
  differs: 0,
  missing: 0,
} as const
const both = 'app/Plugin/Both.php'

export const composed: Composition = {
  ...{ site: 'shop', host: 'web1', roots: ['/var/www/html'], files: 5_000, known: 114, settled: 800 },
  components: [
    fits,
    {
      ...{ ...fits, ...alone, component: 'coupon', prefix: 'app/Plugin/100%25', unknown: 0 },
      conflicts: [{ component: 'points', path: both, subscribed: false }],
    },
    {
      ...{ ...fits, ...alone, component: 'points', unknown: 0, weak: true },
      conflicts: [{ component: 'coupon', path: both, subscribed: false }],
    },
    { ...fits, ...alone, component: 'own', subscribed: true, unknown: 0 },
  ],
  remainder: {
    files: 4_086,
    suspicions: [
      { suspicion: 'executable-upload', files: 1 },
      { suspicion: 'intruder', files: 7 },
      { suspicion: 'unknown-file', files: 4_078 },
    ],
    groups: [
      {
        ...{
          suspicion: 'executable-upload',
          severity: 'critical',
          root: '/var/www/html',
          folder: 'html/upload',
          files: 1,
        },
        ...{ from: '2021-03-10T02:14:03.000Z', to: '2021-03-10T02:14:03.000Z' },
        examples: ['html/upload/\u202Egpj.php'],
      },
      {
        ...{ suspicion: 'intruder', severity: 'high', root: '/var/www/html', folder: '', files: 7 },
        ...{ from: '2021-03-10T02:15:00.000Z', to: '2021-03-10T02:45:00.000Z' },
        examples: ['a.php', 'b.php'],
      },
    ],
    more: 4_078,
  },
}
