// The laws of who is told, and when.
import { describe, expect, test } from 'vitest'
import type { Alarm } from '../../../collector/handover.notify.ts'
import { NotifyConfigSchema } from '../../../collector/notify/config.ts'
import { plannedAt } from '../../../collector/notify/routes.ts'

const at = (clock: string) => Date.parse(`2026-11-25T${clock}:00+09:00`)
const alarm: Alarm = {
  id: 1,
  customer: 1,
  customerName: 'default',
  host: null,
  notice: null,
  incident: 1,
  cause: 'new',
  severity: 'high',
  madeAt: at('12:00'),
}

function planned(route: object, wish: Partial<Alarm> = {}, sites = ['shop']): string | null {
  const channel = { name: 'chat', urlEnv: 'HOOK', ...route }
  const [parsed] = NotifyConfigSchema.parse({ webhook: [channel] }).webhook
  if (parsed === undefined) throw new Error('there is no channel')
  const when = plannedAt(parsed, { ...alarm, ...wish }, sites, 'Asia/Tokyo')
  return when === null ? null : new Date(when + 9 * 3_600_000).toISOString().slice(5, 19)
}

describe('a channel is told', () => {
  test('a second later, so that what comes together is told together', () => {
    expect(planned({})).toBe('11-25T12:00:01')
  })

  test('of what is as bad as it asks for, of its customers and of its sites', () => {
    expect(planned({ least: 'critical' })).toBeNull()
    expect(planned({ least: 'medium' })).not.toBeNull()
    expect([planned({ customers: ['other'] }), planned({ customers: ['default'] })]).toEqual([null, '11-25T12:00:01'])
    expect([planned({ sites: ['blog'] }), planned({ sites: ['blog', 'shop'] })]).toEqual([null, '11-25T12:00:01'])
  })

  test('after its quiet hours, also over midnight, and of what is critical in the midst of them', () => {
    const quiet = { quiet: { from: '22:00', to: '07:00' } }
    expect(planned(quiet, { madeAt: at('21:59') })).toBe('11-25T21:59:01')
    expect(planned(quiet, { madeAt: at('22:00') })).toBe('11-26T07:00:01')
    expect(planned(quiet, { madeAt: at('06:30') })).toBe('11-25T07:00:01')
    expect(planned(quiet, { madeAt: at('23:00'), severity: 'critical' })).toBe('11-25T23:00:01')
  })

  test('after the time in which somebody else may take it', () => {
    expect(planned({ after: '15m' })).toBe('11-25T12:15:00')
  })
})
