// Owns how a message key becomes words in the reader's language. Uses no node: module: the dashboard imports it too.
// The words themselves stand in messages/, one file an area, both languages side by side.
import { agentMessages } from './messages/agent.ts'
import { allowlistPageMessages } from './messages/allowlist.page.ts'
import { apiMessages } from './messages/api.ts'
import { approvalMessages } from './messages/approvals.ts'
import { auditPageMessages } from './messages/audit.page.ts'
import { auditMessages } from './messages/audit.ts'
import { backupMessages } from './messages/backup.ts'
import { cliMessages } from './messages/cli.ts'
import { collectorPageMessages } from './messages/collector.page.ts'
import { collectorMessages } from './messages/collector.ts'
import { commonMessages } from './messages/common.ts'
import { composePageMessages } from './messages/compose.page.ts'
import { composeMessages } from './messages/compose.ts'
import { configMessages } from './messages/config.ts'
import { contentPageMessages } from './messages/contents.page.ts'
import { contentMessages } from './messages/contents.ts'
import { dashboardMessages } from './messages/dashboard.ts'
import { digestMessages } from './messages/digest.ts'
import { doctorMessages } from './messages/doctor.ts'
import { evidenceMessages } from './messages/evidence.ts'
import { exposureMessages } from './messages/exposure.ts'
import { failureMessages } from './messages/failures.ts'
import { fileMessages } from './messages/files.ts'
import { fill } from './messages/fill.ts'
import { composeHelpMessages } from './messages/help.compose.ts'
import { helpMessages } from './messages/help.ts'
import { incidentPageMessages } from './messages/incidents.page.ts'
import { incidentMessages } from './messages/incidents.ts'
import { installMessages } from './messages/install.ts'
import { keepingMessages } from './messages/keeping.ts'
import { keyMessages } from './messages/keys.ts'
import { muteMessages } from './messages/mutes.ts'
import { notifyMessages } from './messages/notify.ts'
import { peopleMessages } from './messages/people.ts'
import { profilePageMessages } from './messages/profiles.page.ts'
import { reasoningMessages } from './messages/reasoning.ts'
import { refusalMessages } from './messages/refusals.ts'
import { releaseMessages } from './messages/releases.ts'
import { ruleMessages } from './messages/rules.ts'
import { signedMessages } from './messages/signed.ts'
import { sitePageMessages } from './messages/sites.page.ts'
import { sourceMessages } from './messages/sources.ts'
import { stateMessages } from './messages/state.ts'
import { tlsMessages } from './messages/tls.ts'
import { windowPageMessages } from './messages/windows.page.ts'
import { windowMessages } from './messages/windows.ts'

export const locales = ['en', 'ja'] as const
export type Locale = (typeof locales)[number]

const catalogue = {
  ...commonMessages,
  ...cliMessages,
  ...configMessages,
  ...composeMessages,
  ...composeHelpMessages,
  ...composePageMessages,
  ...agentMessages,
  ...allowlistPageMessages,
  ...apiMessages,
  ...approvalMessages,
  ...auditMessages,
  ...auditPageMessages,
  ...backupMessages,
  ...collectorMessages,
  ...collectorPageMessages,
  ...contentMessages,
  ...contentPageMessages,
  ...dashboardMessages,
  ...digestMessages,
  ...doctorMessages,
  ...evidenceMessages,
  ...exposureMessages,
  ...failureMessages,
  ...fileMessages,
  ...helpMessages,
  ...incidentMessages,
  ...incidentPageMessages,
  ...installMessages,
  ...keepingMessages,
  ...keyMessages,
  ...muteMessages,
  ...notifyMessages,
  ...peopleMessages,
  ...profilePageMessages,
  ...reasoningMessages,
  ...refusalMessages,
  ...releaseMessages,
  ...ruleMessages,
  ...signedMessages,
  ...sourceMessages,
  ...stateMessages,
  ...sitePageMessages,
  ...tlsMessages,
  ...windowMessages,
  ...windowPageMessages,
} as const satisfies Record<string, Record<Locale, string>>

export type MessageKey = keyof typeof catalogue
export type MessageParams = Readonly<Record<string, string | number>>
export type Say = (key: MessageKey, params?: MessageParams) => string

/** For keys that come from outside, such as those of checks and of what is not watched. */
export function isMessageKey(text: string): text is MessageKey {
  return Object.hasOwn(catalogue, text)
}

/** Fills the places of a message: see messages/fill.ts. */
export function translator(locale: Locale): Say {
  return (key, params = {}) => fill(catalogue[key][locale], params)
}

/** POSIX order of precedence: LC_ALL, LC_MESSAGES, LANG. */
export function localeOf(environment: Readonly<Record<string, string | undefined>>): Locale {
  const chosen = environment.LC_ALL || environment.LC_MESSAGES || environment.LANG || ''
  return /^ja([_.@-]|$)/i.test(chosen) ? 'ja' : 'en'
}
