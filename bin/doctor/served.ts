// Owns doctor's look at what this machine serves and nobody watches: asks nginx and Apache themselves where they are, reads their
// files and PHP's besides, and says of each folder outside how to bind it. Starts those two programs alone, by fixed words.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import {
  apacheDumpClaims,
  apacheDumpFiles,
  Budget,
  type Claim,
  ConfigFiles,
  nginxDumpClaims,
  type Outside,
  outsideOf,
} from '@sekisho/agent/served/served.ts'
import { knownProfiles, recognise } from '@sekisho/collector/main.ts'
import type { HostRow } from '@sekisho/shared/api.ts'
import { type Clock, systemClock } from '@sekisho/shared/clock.ts'
import { diskPath } from '@sekisho/shared/disk.ts'
import type { Say } from '@sekisho/shared/messages.ts'
import { isBelow, type PathText } from '@sekisho/shared/path.ts'
import type { Check } from '@sekisho/shared/report.ts'
import { mostServed } from '@sekisho/shared/wire.ts'
import { whyOf } from '../failure-text.ts'
import { shellWord } from '../shell-word.ts'

/** What a program prints, one byte a character; null where it is not there, fails, or takes too long. */
export type Run = (file: string, words: readonly string[]) => Promise<string | null>

/** A configuration of hundreds of sites is read in a second. */
const runMs = 10_000
/** Somebody waits for it. */
const lookMs = 10_000
const runBytes = 16 * 1024 * 1024
/** Whoever started doctor may have other folders before these. */
const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

export const runProgram: Run = (file, words) =>
  new Promise(resolve => {
    const limits = { timeout: runMs, killSignal: 'SIGKILL', maxBuffer: runBytes } as const
    execFile(file, words, { ...limits, encoding: 'latin1', env: { PATH: path, LC_ALL: 'C' }, cwd: '/' }, (error, out) =>
      resolve(error === null ? out : null),
    )
  })

export interface ServedLook {
  readonly run?: Run
  /** What all configuration lies below; nothing on a running system. */
  readonly top?: string
  readonly clock?: Clock
}

const name = 'doctor.served'

/** @param own null where the collector did not say what is watched here */
export async function* checkServed(own: HostRow | null, say: Say, look: ServedLook = {}): AsyncGenerator<Check> {
  if (own === null) yield notLookedAt(say('doctor.served.no-roots'), say)
  else
    try {
      yield* lookAt(own, say, look)
    } catch (error) {
      yield notLookedAt(whyOf(error, say), say)
    }
}

function notLookedAt(why: string, say: Say): Check {
  const found = say('doctor.served.not-looked-at', { why })
  return { name, outcome: 'warning', found, mend: say('doctor.served.not-looked-at-mend') }
}

async function* lookAt(own: HostRow, say: Say, look: ServedLook): AsyncGenerator<Check> {
  const { run = runProgram, top = '', clock = systemClock } = look
  const said = await askServers(run)
  const budget = new Budget(clock, lookMs)
  const named = claimsOf(said, new ConfigFiles(budget, top), budget)
  const claims = [...named, ...linksOf(own)]
  const roots = own.roots.map(({ root }) => root as PathText)
  const { outside, untold } = outsideOf(claims, roots, { budget, top })
  yield* leftOut(budget, say)
  if (!budget.isCut && budget.unread === null && outside.length + untold.length === 0)
    yield { name, outcome: 'ok', found: allWithin(named, say), mend: '' }
  for (const { directive, file } of untold.slice(0, mostServed)) {
    const found = say('doctor.served.untold', { directive, file })
    yield { name, outcome: 'warning', found, mend: say('doctor.served.untold-mend') }
  }
  for (const one of outside.slice(0, mostServed)) {
    const { directive, file } = one.claim
    const found = say('doctor.served.outside', { folder: one.folder, directive, file })
    yield { name, outcome: 'warning', found, mend: bindCommand(own, one) }
  }
  if (outside.length > mostServed) {
    const found = say('doctor.served.more', { count: outside.length - mostServed })
    yield { name, outcome: 'warning', found, mend: say('doctor.served.more-mend') }
  }
}

/** What is told as all in roots was looked at whole. */
function* leftOut({ isCut, unread }: Budget, say: Say): Generator<Check> {
  if (isCut) yield { name, outcome: 'warning', found: say('doctor.served.cut'), mend: say('doctor.served.cut-mend') }
  if (unread === null) return
  const found = say('doctor.served.unread', { file: unread.path, detail: unread.errno })
  yield { name, outcome: 'warning', found, mend: say('doctor.served.unread-mend') }
}

/** Several programs and files may name the same place. */
function allWithin(named: readonly Claim[], say: Say): string {
  const count = new Set(named.map(claim => claim.path)).size
  return count === 0 ? say('doctor.served.none') : say('doctor.served.found', { count })
}

interface Said {
  readonly nginx: string | null
  readonly hosts: string | null
  readonly includes: string | null
}

async function askServers(run: Run): Promise<Said> {
  const nginx = await run('nginx', ['-T'])
  const hosts = await run('apachectl', ['-S'])
  const includes = hosts === null ? null : await run('apachectl', ['-t', '-D', 'DUMP_INCLUDES'])
  return { nginx, hosts, includes }
}

function claimsOf({ nginx, hosts, includes }: Said, files: ConfigFiles, budget: Budget): readonly Claim[] {
  return [
    ...(nginx === null ? [] : nginxDumpClaims(nginx, budget)),
    ...files.claims(),
    ...(hosts === null ? [] : apacheDumpClaims(hosts)),
    ...(includes === null ? [] : files.apache(apacheDumpFiles(includes))),
  ]
}

/** Links in the shop's roots that lead out, as the collector has them: those of /etc/alternatives lead to every manual page. */
function linksOf({ notWatched, roots }: HostRow): readonly Claim[] {
  const ofHost = roots.filter(({ profile }) => profile === 'host-execution')
  return notWatched.flatMap(({ what, path }) =>
    what === 'not-watched.link-target' && path !== null && !ofHost.some(({ root }) => isBelow(path, root))
      ? [{ path: path as PathText, directive: 'link', file: path }]
      : [],
  )
}

const extensions: ReadonlySet<string> = new Set(['extension', 'extension_dir', 'zend_extension'])

/** The exact line to type. The prefix is the folder's own path, so that it names no path of the shop anew. */
function bindCommand({ host, roots }: HostRow, { folder, claim }: Outside): string {
  const site = roots.find(root => root.site !== null)?.site ?? 'SITE'
  const exists = (file: string) => existsSync(join(String(diskPath(folder)), file))
  const fitting = extensions.has(claim.directive) ? 'host-execution' : recognise(knownProfiles(null), exists)?.name
  const words = ['bind', host, folder, '--site', site, '--profile', fitting ?? 'php', '--prefix', folder.slice(1)]
  return ['sekisho root', ...words.map(shellWord)].join(' ')
}
