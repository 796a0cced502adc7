// Owns how capture is put between store, gateway and archive: its limits from the config, and where its key lies. Decides nothing else.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '@sekisho/shared/clock.ts'
import type { Log } from '@sekisho/shared/log.ts'
import { sealZip } from './archive/sealed-zip.ts'
import { Capture } from './capture/capture.ts'
import type { ContentsConfig } from './capture/config.ts'
import { ContentKeys, type KeyFile } from './capture/keys.ts'
import { defaultCaptureLimits } from './capture/limits.ts'
import type { Gateway } from './gateway/gateway.ts'
import type { Store } from './store/store.ts'

interface CaptureSetting {
  readonly state: string
  readonly contents: ContentsConfig
  readonly clock: Clock
  readonly log: Log
}

/** The gateway is made later, and asked late. */
export function openCapture(setting: CaptureSetting, store: Store, gateway: () => Gateway): Capture {
  const { state, contents, clock, log } = setting
  const { keepMiB, paceKiB, compareConfig } = contents
  return new Capture({
    reads: store.contents.reads,
    writes: store.contents.writes,
    audit: event => store.writes.audit(event),
    hosts: () =>
      gateway()
        .connections()
        .map(({ host }) => host),
    ask: (host, order) => gateway().ask(host, order),
    keys: new ContentKeys(keyFileOf(state, contents, process.env.CREDENTIALS_DIRECTORY)),
    seal: sealZip,
    clock,
    log,
    random: Math.random,
    limits: { ...defaultCaptureLimits, budgetBytes: keepMiB * 1024 ** 2, bytesPerSecond: paceKiB * 1024 },
    compareConfig,
  })
}

/** The config's, else a credential of that name (systemd.exec(5), LoadCredential), else the state folder's own. */
export function keyFileOf(
  state: string,
  { keyFile }: Pick<ContentsConfig, 'keyFile'>,
  credentials: string | undefined,
): KeyFile {
  const folder = credentials ?? null
  const credential = folder === null ? null : join(folder, 'content.key')
  if (keyFile !== undefined) return { file: keyFile, own: false, credentials: folder }
  if (credential !== null && existsSync(credential)) return { file: credential, own: false, credentials: folder }
  return { file: join(state, 'collector', 'content.key'), own: true, credentials: folder }
}
