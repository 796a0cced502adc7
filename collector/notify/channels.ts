// Owns the making of channels from the config: a name is one channel's, and every secret is read before one is used.
import { Failure } from '@sekisho/shared/failures.ts'
import { translator } from '@sekisho/shared/messages.ts'
import type { Channel } from './channel.ts'
import type { NotifyConfig } from './config.ts'
import { openEmail } from './email.ts'
import { openPing } from './ping.ts'
import type { Environment } from './secrets.ts'
import { openSyslog } from './syslog.ts'
import { openWebhook } from './webhook.ts'

/** For doctor: reads every secret, and sends nothing. @throws Failure config-invalid */
export function channelNames(config: NotifyConfig, environment: Environment): readonly string[] {
  const names = openChannels(config, environment).map(({ name, kind }) => `${name} (${kind})`)
  return openPing(config, environment) === null ? names : [...names, 'ping']
}

/** @throws Failure config-invalid */
export function openChannels(config: NotifyConfig, environment: Environment): readonly Channel[] {
  const say = translator(config.language)
  const channels = [
    ...config.email.map(channel => openEmail(channel, environment, say)),
    ...config.webhook.map(channel => openWebhook(channel, environment, say)),
    ...config.syslog.map(channel => openSyslog(channel, say)),
  ]
  const names = channels.map(({ name }) => name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new Failure('config-invalid', `notify: two channels are called ${twice}`)
  return channels
}
