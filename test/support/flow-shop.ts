// Owns a small shop for flow tests: what it holds, and what every path of it is, written down by hand. It is made twice: where it is
// built and released from, and where it is served.
import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { FileRow } from '@sekisho/shared/api.ts'

type Known = Pick<FileRow, 'class' | 'payment'> & { readonly content: string }

const code = { class: 'code', payment: false } as const
const payment = { class: 'code', payment: true } as const
const config = { class: 'config', payment: false } as const
const upload = { class: 'upload', payment: false } as const
/** Text that is a picture by its first bytes; browsers show pictures whatever their extension, and uploads may be any. */
const picture = 'GIF89a'

/** What is released, by path; the profile is that of plain PHP. */
export const released: Readonly<Record<string, Known>> = {
  '.htaccess': { ...config, content: 'Options -Indexes\n' },
  'config/config.php': { ...config, content: '<?php\nreturn ["currency" => "JPY"];\n' },
  'contact/index.php': { ...code, content: '<?php\nrequire "../lib/Mailer.php";\n' },
  'css/shop.css': { ...code, content: 'body { margin: 0 }\n' },
  'help/delivery.php': { ...code, content: '<?php\necho "delivery";\n' },
  'help/privacy.php': { ...code, content: '<?php\necho "privacy";\n' },
  'help/returns.php': { ...code, content: '<?php\necho "returns";\n' },
  'index.php': { ...code, content: '<?php\nrequire "lib/Product.php";\n' },
  'js/gallery.js': { ...code, content: 'export const gallery = 1\n' },
  'js/shop.js': { ...code, content: 'export const shop = 1\n' },
  'lib/Mailer.php': { ...code, content: '<?php\nfinal class Mailer {}\n' },
  'lib/Member.php': { ...code, content: '<?php\nfinal class Member {}\n' },
  'lib/Product.php': { ...code, content: '<?php\nfinal class Product {}\n' },
  'lib/Session.php': { ...code, content: '<?php\nfinal class Session {}\n' },
  'payment/PaymentModule.php': { ...payment, content: '<?php\nfinal class PaymentModule {}\n' },
  'payment/card-form.js': { ...payment, content: 'export const form = 1\n' },
  'robots.txt': { ...code, content: 'User-agent: *\n' },
  'season/autumn/leaf.css': { ...code, content: 'a { color: red }\n' },
  'season/winter/snow.css': { ...code, content: 'a { color: white }\n' },
  'upload/.htaccess': { ...config, content: 'php_flag engine off\n' },
  'upload/pear.png': { ...upload, content: `${picture}pear` },
}

/** Links of the release by path, with their targets. */
export const releasedLinks: Readonly<Record<string, string>> = {
  'season/current': 'autumn',
  'season/next': 'winter',
}

/** What the shop's own work has left there, which no release names. */
export const unreleased: Readonly<Record<string, Known>> = {
  'log/access.log': { class: 'log', payment: false, content: 'GET / 200\n' },
  'log/payment.log': { class: 'log', payment: true, content: 'order 1 paid\n' },
  'tmp/compiled.php': { class: 'generated', payment: false, content: '<?php\necho "cached";\n' },
  'upload/customer.png': { ...upload, content: `${picture}customer` },
}

/** Makes what is released in `build`, and the shop as it is served in `served`. */
export function makeShop(build: string, served: string): void {
  writeAll(build, released)
  for (const [path, target] of Object.entries(releasedLinks)) symlinkSync(target, join(build, path))
  cpSync(build, served, { recursive: true, verbatimSymlinks: true })
  writeAll(served, unreleased)
}

/** Everything but folders; no link is followed, as a recursive readdir would. */
export function pathsIn(folder: string, below = ''): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry =>
    entry.isDirectory() ? pathsIn(join(folder, entry.name), `${below}${entry.name}/`) : [`${below}${entry.name}`],
  )
}

export function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex')
}

function writeAll(folder: string, files: Readonly<Record<string, Known>>): void {
  for (const [path, { content }] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
}
