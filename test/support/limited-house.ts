// Owns a house whose one channel may be sent few messages a minute, and what its receiver was told.

import { type AlarmFaults, type AlarmHouse, openAlarmHouse } from './alarm-house.ts'
import { file, finding } from './batches.ts'
import { type HookReceiver, openHook } from './receivers.ts'

const hour = 3_600_000

interface Wish {
  readonly most?: string
  readonly template?: string
  readonly digest?: string
  readonly faults?: AlarmFaults
}

/** A channel for people unless told, with its receiver. */
export async function limitedHouse({ most = '4/minute', template = 'slack', faults = {}, ...wish }: Wish = {}) {
  const hook = await openHook()
  const channel = { name: 'chat', urlEnv: 'HOOK', allowPrivate: true, least: 'low', most, template, ...wish }
  const alarms = await openAlarmHouse({ webhook: [channel] }, { HOOK: hook.url }, { faults })
  return { hook, ...alarms, ...(await alarms.house.shop()) }
}

/** Each an hour from the next, and so an incident of its own: critical in the upload folder, high elsewhere. */
export function shells(folder: string, from: number, count: number) {
  return Array.from({ length: count }, (_, index) => {
    const nth = from + index
    return finding(`${folder}/f${nth}.php`, null, file(`<?php system($_GET[${nth}]);`), { at: nth * hour })
  })
}

export function texts({ posted }: HookReceiver): string[] {
  return posted.map(({ body }) => JSON.parse(body).text)
}

export function ids({ posted }: HookReceiver): unknown[] {
  return posted.map(({ headers }) => headers['sekisho-delivery'])
}

/** Which incidents a text names, in its order. */
export function named(text: string): number[] {
  return [...text.matchAll(/incident (\d+)/g)].map(([, id]) => Number(id))
}

export function waiting({ notifier }: Pick<AlarmHouse, 'notifier'>, count: number) {
  return async () => (await notifier.channels())[0]?.waiting === count
}
