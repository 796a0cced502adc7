// Owns what the agent says of itself: digests of its own program files and config, versions, and the heartbeat made of
// every room's report. Proves nothing: an agent that was taken over says what it likes (heartbeats are not evidence).
import { readdirSync, readFileSync } from 'node:fs'
import { release } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { PathText } from '@sekisho/shared/path.ts'
import { sha256Hex } from '@sekisho/shared/proof.ts'
import type { RoomReport } from '@sekisho/shared/report.ts'
import type { Heartbeat, RootState } from '@sekisho/shared/wire.ts'
import type { ViewsSeen } from './handover.ts'
import manifest from './package.json' with { type: 'json' }

export type ProgramDigests = Heartbeat['program']

const programFolder = fileURLToPath(new URL('.', import.meta.url))
const sharedFolder = fileURLToPath(new URL('.', import.meta.resolve('@sekisho/shared/wire.ts')))

/** Digest of the program as it lies on the disk now, without the packages that it uses, and of the config in force. */
export function digestProgram(
  config: unknown,
  at: number,
  folders: readonly string[] = [programFolder, sharedFolder],
): ProgramDigests {
  const lines = folders.flatMap(folder =>
    sourcesBelow(folder).map(file => `${sha256Hex(readFileSync(file))}  ${relative(join(folder, '..'), file)}`),
  )
  return { files: sha256Hex(lines.join('\n')), config: sha256Hex(JSON.stringify(config)), at }
}

function sourcesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && /\.(?:ts|json)$/.test(entry.name) && !entry.parentPath.includes('node_modules'))
    .map(entry => join(entry.parentPath, entry.name))
    .sort()
}

export interface AgentState {
  readonly at: number
  readonly boot: number
  readonly epoch: string
  readonly rooms: Readonly<Record<string, RoomReport>>
  readonly roots: readonly RootState[]
  readonly bindings: string | null
  readonly program: ProgramDigests
  readonly waiting: { readonly fast: number; readonly bulk: number }
  /** Null before the first comparison. */
  readonly views: ViewsSeen | null
  /** Folders that the machine serves and that lie in no root; null before the first look. */
  readonly served: readonly PathText[] | null
  /** The last look at what the machine serves left something out. */
  readonly servedUnknown: boolean
}

export function heartbeatOf({ views, served, servedUnknown, ...state }: AgentState): Heartbeat {
  return {
    message: 'heartbeat',
    ...state,
    ...(views === null ? {} : { views: { ...views } }),
    ...(served === null ? {} : { served: [...served] }),
    ...(servedUnknown ? { servedUnknown } : {}),
    rooms: { ...state.rooms },
    roots: [...state.roots],
    waiting: { ...state.waiting },
    versions: { agent: manifest.version, node: process.versions.node, kernel: release() },
  }
}
