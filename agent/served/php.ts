// Owns what php.ini, conf.d and pools of PHP-FPM say of folders: https://www.php.net/manual/en/ini.core.php and
// install.fpm.configuration.php. Pure.
import type { Budget } from './budget.ts'
import { type Claim, Claims } from './claims.ts'

/** Of one file. */
export function phpClaims(text: string, file: string, budget?: Budget): readonly Claim[] {
  const claims = new Claims(file, budget)
  for (const line of text.split(/\r?\n/)) {
    const [, key = '', written = ''] = /^\s*([\w.]+(?:\[[\w.]+\])?)\s*=\s*(.*)$/s.exec(line) ?? []
    const value = writtenValue(written)
    const [, setting] = /^php_(?:admin_)?value\[([\w.]+)\]$/.exec(key) ?? []
    if (key === 'chdir' || key === 'chroot') {
      // A pool that runs in / says nothing.
      if (value !== '/') claims.add(key, value)
    } else claims.addPhp(setting ?? key, value)
  }
  return claims.found
}

function writtenValue(written: string): string {
  const quoted = /^(?:"([^"]*)"|'([^']*)')/.exec(written)
  return quoted ? (quoted[1] ?? quoted[2] ?? '') : written.replace(/;.*$/s, '').trim()
}
