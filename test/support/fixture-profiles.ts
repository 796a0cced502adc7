// Owns made-up profiles for tests of the page, and how the stand-in of the collector tries paths: by the house's own lines.
import { decide } from '@sekisho/shared/decision.ts'
import { parseRelativePath } from '@sekisho/shared/path.ts'
import type { Profile } from '@sekisho/shared/profile.ts'

export const profiles: readonly Profile[] = [
  {
    name: 'eccube4',
    title: 'EC-CUBE 4 \u202E<b>',
    telltale: [],
    rules: [
      { pattern: '**/.htaccess', class: 'config', severity: 'critical', rehash: '1h' },
      { pattern: 'html/upload/**/*.mp4', class: 'upload', digest: 'xxh64' },
      { pattern: 'html/upload/**', class: 'upload', types: ['empty', 'jpeg'] },
      { pattern: 'html/**', class: 'upload' },
      { pattern: 'app/config/**', class: 'config', keep: false },
    ],
    payment: ['**/Payment/**'],
  },
  { name: 'static', title: 'A site of files alone', telltale: [], rules: [], payment: [] },
]

export function tryPaths(body: string) {
  const { profile, paths } = JSON.parse(body) as { profile: string; paths: string[] }
  const known = profiles.find(({ name }) => name === profile) ?? { rules: [], payment: [] }
  return { items: paths.map(path => decide(known, parseRelativePath(path))), next: null }
}
