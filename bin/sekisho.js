#!/usr/bin/env node
// Owns the look at the machine before anything else loads: Linux, and a Node that runs TypeScript. Plain JavaScript that
// old versions of Node parse too, so that they can say what is wrong; hands to sekisho.ts.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

var needed = 24
var usage = 2
var japanese = /^ja([_.@-]|$)/i.test(process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || '')
// What Node made of the TypeScript is kept beside the packages, and is exactly as safe as they are; where it cannot be
// written, nothing is kept. A start then takes half the processor time, and each thread 10 MB less.
var compiled = fileURLToPath(new URL('../node_modules/.cache/sekisho', import.meta.url))
// TypeScript is made JavaScript by WebAssembly, in each thread, which calls into JavaScript. After a thousand calls V8 makes
// such a call faster and frees the slower one; where threads do that at one time it has died of it, once in many thousand starts
// ("Check failed: jit_page.has_value()"). Nothing here needs these calls fast. Also in vitest.config.ts.
var neverTiersWrappers = '--wasm-wrapper-tiering-budget=2147483647'
var own = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url))

function refuse(english, inJapanese) {
  process.stderr.write(`sekisho: ${japanese ? inJapanese : english}\n`)
  process.exitCode = usage
}

function mendNode() {
  var version = process.versions.node
  if (existsSync(own)) {
    refuse(
      'Node ' +
        needed +
        ' or newer is needed; this is ' +
        version +
        '. A fitting one is installed here:\n' +
        '  npm run -s sekisho -- up\n  ' +
        own +
        ' ' +
        process.argv[1] +
        ' up',
      'Node ' +
        needed +
        '以上が必要です(現在は' +
        version +
        ')。適合するNodeはここにあります:\n' +
        '  npm run -s sekisho -- up\n  ' +
        own +
        ' ' +
        process.argv[1] +
        ' up',
    )
  } else {
    refuse(
      'Node ' +
        needed +
        ' or newer is needed; this is ' +
        version +
        '. Run "npm ci" in the checkout, which installs a\n' +
        'fitting one (Linux x64 and arm64), or install Node ' +
        needed +
        ' from https://nodejs.org/.',
      'Node ' +
        needed +
        '以上が必要です(現在は' +
        version +
        ')。チェックアウトで「npm ci」を実行すると適合するNodeが\n' +
        '入ります(Linux x64、arm64)。またはhttps://nodejs.org/からNode ' +
        needed +
        'を入れてください。',
    )
  }
}

if (process.platform !== 'linux') {
  refuse(
    `Sekisho watches Linux hosts and runs on Linux only; this is ${process.platform}.`,
    `SekishoはLinux専用です(現在は${process.platform})。Linuxのホストで実行してください。`,
  )
} else if (Number(process.versions.node.split('.')[0]) < needed) {
  mendNode()
} else {
  Promise.all([import('node:module'), import('node:v8')])
    .then(([module, v8]) => {
      v8.setFlagsFromString(neverTiersWrappers)
      module.enableCompileCache(compiled)
      // Threads look here.
      if (module.getCompileCacheDir() !== undefined) process.env.NODE_COMPILE_CACHE ||= compiled
      return import('./sekisho.ts')
    })
    .then(program => program.main(process.argv.slice(2)))
}
