// Owns the making of channels from the config: a name is one channel's, and every secret is read before one is used.
import { type Say, translator } from '@sekisho/shared/messages.ts'
import { reason, ToldFailure } from '@sekisho/shared/told-failure.ts'
import { type Channel, opened } from './channel.ts'
import type { NotifyConfig } from './config.ts'
import { openEmail } from './email.ts'
import { openPing } from './ping.ts'
import type { Environment } from './secrets.ts'
import { openSyslog } from './syslog.ts'
import { openWebhook } from './webhook.ts'

/**
 * For doctor and for the start of a collector, where what is wrong is told as `say` says it: reads every secret, sends nothing.
 * @throws Failure config-invalid
 */
export function channelNames(config: NotifyConfig, environment: Environment, say: Say): readonly string[] {
  const names = openChannels(config, environment, say).map(({ name, kind }) => `${name} (${kind})`)
  return openPing(config, environment, say) === null ? names : [...names, 'ping']
}

/** Of those that tell people or programs: a ping tells nobody of an incident. */
export function channelsOf({ email, webhook, syslog }: NotifyConfig): number {
  return email.length + webhook.length + syslog.length
}

/** @throws Failure config-invalid, with the channel in its place */
export function openChannels(
  config: NotifyConfig,
  environment: Environment,
  say: Say = translator(config.language),
): readonly Channel[] {
  const { email, webhook, syslog } = config
  const channels = [
    ...email.map(one => opened(`notify.email ${one.name}`, () => openEmail(one, environment, say))),
    ...webhook.map(one => opened(`notify.webhook ${one.name}`, () => openWebhook(one, environment, say))),
    ...syslog.map(one => opened(`notify.syslog ${one.name}`, () => openSyslog(one, say))),
  ]
  const names = channels.map(({ name }) => name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new ToldFailure('config-invalid', reason('notify.name-twice', { name: twice }))
  return channels
}
