// Owns the command `npm run bench`: which benchmarks run with which sizes, and that nothing of them stays behind.
// Usage: npm run bench -- [walk|latency|mail|ingest|memory|publish|again|watch|actors|overhead|idle|start …] [--rounds 5] [--seconds 60] [--files 50000] [--folder DIR]
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { againBench } from './again.ts'
import type { Bench, Setting } from './bench.ts'
import { ingestBench } from './ingest/ingest.ts'
import { latencyBench } from './latency.ts'
import { describeMachine, load } from './machine.ts'
import { mailBench } from './mail.ts'
import { memoryBench } from './memory.ts'
import { publishBench } from './publish.ts'
import { startBench } from './start.ts'
import { markdownOf } from './table.ts'
import { walkBench } from './walk/walk.ts'
import { actorsBench } from './watch/actors.ts'
import { completeBench } from './watch/complete.ts'
import { idleBench, overheadBench } from './watch/overhead.ts'

const benches: Readonly<Record<string, Bench>> = {
  walk: walkBench,
  latency: latencyBench,
  mail: mailBench,
  ingest: ingestBench,
  memory: memoryBench,
  publish: publishBench,
  again: againBench,
  watch: completeBench,
  actors: actorsBench,
  overhead: overheadBench,
  idle: idleBench,
  start: startBench,
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '60' },
    files: { type: 'string', default: '50000' },
    /** Trees that lie there already are used again. */
    folder: { type: 'string' },
  },
})

const names = positionals.length > 0 ? positionals : Object.keys(benches)
const unknown = names.filter(name => benches[name] === undefined)
if (unknown.length > 0)
  throw new Error(`no benchmark ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}`)

const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'sekisho-bench-'))
mkdirSync(folder, { recursive: true })
const files = numberOf(values.files)
const setting: Setting = {
  folder,
  size: { files, folders: files / 10 },
  rounds: numberOf(values.rounds),
  seconds: numberOf(values.seconds),
  // Standard output holds the tables alone, so that it can go into a file.
  say: line => process.stderr.write(`${line}\n`),
}

try {
  console.log(`${describeMachine(folder)}, ${load()}\n`)
  for (const name of names) {
    setting.say(`${name}:`)
    for (const table of (await benches[name]?.(setting)) ?? []) console.log(markdownOf(table))
  }
} finally {
  if (values.folder === undefined) rmSync(folder, { recursive: true, force: true })
}

function numberOf(text: string): number {
  const number = Number(text)
  if (!Number.isFinite(number) || number <= 0) throw new Error(`${text} is no number above 0`)
  return number
}
