// Owns what installing and uninstalling do to a machine, as steps that are shown or done: files, folders, commands. Each can be
// done again. What the files say is units.ts's.
import { execFileSync } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describeError, errnoOf } from '@sekisho/shared/failures.ts'
import type { Program } from '@sekisho/shared/state.ts'
import { type Reason, reason, ToldFailure } from '@sekisho/shared/told-failure.ts'
import { nameOfService, type UnitPlace, unitText } from './units.ts'

export type Step =
  | { readonly what: 'write'; readonly file: string; readonly text: string }
  /** Left as it is where somebody has written it. */
  | { readonly what: 'write-once'; readonly file: string; readonly text: string }
  /** 0700, and its user's. */
  | { readonly what: 'folder'; readonly folder: string; readonly user: string }
  | { readonly what: 'run'; readonly command: readonly string[] }
  /** What is not there need not be removed. */
  | { readonly what: 'remove'; readonly path: string }

export interface Machine {
  /** Below it lies the system, as with `systemctl --root`; `/` for the one that runs. */
  readonly root: string
  /** Whether its systemd runs: only then is it told. */
  readonly live: boolean
}

/** Where things lie in the system. */
export function placesOf(program: Program) {
  const name = nameOfService(program)
  return {
    unit: `/etc/systemd/system/${name}.service`,
    sysusers: `/etc/sysusers.d/${name}.conf`,
    config: `/etc/sekisho/${program}.yaml`,
    state: `/var/lib/${name}`,
    cache: `/var/cache/${name}`,
  }
}

/** What nobody else can know, and is missed only when it is too late to enter it. */
const toEnter: Readonly<Record<Program, string>> = {
  agent: '',
  collector: `
# Whom to call when something critical happened: alarms and the incident's page show the number. Enter it before it is needed.
#notify:
#  contacts:
#    - name: Payment provider, fraud desk
#      phone: "+81 3-0000-0000"
`,
}

export function installSteps(program: Program, { live, root }: Machine, place: UnitPlace): readonly Step[] {
  const name = nameOfService(program)
  const { unit, sysusers, config, state } = placesOf(program)
  const rooted = root === '/' ? [] : [`--root=${root}`]
  const example = join(dirname(dirname(place.entry)), 'config', `${program}.example.yaml`)
  return [
    { what: 'write', file: sysusers, text: `u ${place.user} - "Sekisho ${program}" ${state}\n` },
    { what: 'run', command: ['systemd-sysusers', ...rooted, basename(sysusers)] },
    { what: 'folder', folder: state, user: place.user },
    { what: 'write-once', file: config, text: `# Every key is explained in ${example}\n${toEnter[program]}` },
    { what: 'write', file: unit, text: unitText(program, place) },
    ...(live ? [{ what: 'run', command: ['systemctl', 'daemon-reload'] } as const] : []),
    { what: 'run', command: ['systemctl', ...rooted, 'enable', `${name}.service`] },
  ]
}

export function uninstallSteps(program: Program, { live, root }: Machine, purge: boolean): readonly Step[] {
  const unitName = `${nameOfService(program)}.service`
  const { unit, sysusers, config, state, cache } = placesOf(program)
  const rooted = root === '/' ? [] : [`--root=${root}`]
  const removed = [unit, sysusers, cache, ...(purge ? [state, config] : [])]
  return [
    { what: 'run', command: ['systemctl', ...rooted, 'disable', ...(live ? ['--now'] : []), unitName] },
    ...removed.map(path => ({ what: 'remove', path }) as const),
    ...(live ? [{ what: 'run', command: ['systemctl', 'daemon-reload'] } as const] : []),
  ]
}

/** @throws Failure install-failed naming the step; those before it stay done, and doing all again goes on */
export function doStep(step: Step, machine: Machine): void {
  const inRoot = (path: string) => join(machine.root, path)
  try {
    switch (step.what) {
      case 'write':
      case 'write-once':
        writeBelow(inRoot(step.file), step.text, step.what === 'write-once')
        break
      case 'folder':
        makeFolder(inRoot(step.folder), ownerOf(step.user, machine))
        break
      case 'run':
        run(step.command)
        break
      case 'remove':
        rmSync(inRoot(step.path), { recursive: true, force: true })
        break
    }
  } catch (error) {
    const why: Reason = error instanceof ToldFailure ? say => error.in(say) : () => saidBy(error)
    throw new ToldFailure('install-failed', why, { place: nameOfStep(step), cause: error })
  }
}

/** The step in one line, for people and as the place of a failure. */
export function nameOfStep(step: Step): string {
  switch (step.what) {
    case 'write':
    case 'write-once':
      return step.file
    case 'folder':
      return step.folder
    case 'run':
      return step.command.join(' ')
    case 'remove':
      return step.path
  }
}

function writeBelow(file: string, text: string, once: boolean): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o755 })
  if (once && existsSync(file)) return
  writeFileSync(file, text, { mode: 0o644 })
}

function makeFolder(folder: string, { uid, gid }: { readonly uid: number; readonly gid: number }): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  chownSync(folder, uid, gid)
}

/** passwd(5) of that system. */
function ownerOf(user: string, { root }: Machine): { uid: number; gid: number } {
  const line = readFileSync(join(root, '/etc/passwd'), 'utf8')
    .split('\n')
    .find(entry => entry.startsWith(`${user}:`))
  const [, , uid, gid] = line?.split(':') ?? []
  if (uid === undefined || gid === undefined)
    throw new ToldFailure('install-failed', reason('install.no-user', { user }))
  return { uid: Number(uid), gid: Number(gid) }
}

function run([command = '', ...words]: readonly string[]): void {
  execFileSync(command, words, { stdio: ['ignore', 'ignore', 'pipe'] })
}

/** What the system or a program of it said. */
function saidBy(error: unknown): string {
  const told = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : ''
  return told || errnoOf(error) || describeError(error)
}
