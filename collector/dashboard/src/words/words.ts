// Owns the page's language: the shared catalogue as i18next's resources, the reader's choice, and typed access to both.
import { allowlistPageMessages } from '@sekisho/shared/messages/allowlist.page.ts'
import { auditPageMessages } from '@sekisho/shared/messages/audit.page.ts'
import { collectorPageMessages } from '@sekisho/shared/messages/collector.page.ts'
import { commonMessages } from '@sekisho/shared/messages/common.ts'
import { composePageMessages } from '@sekisho/shared/messages/compose.page.ts'
import { composeMessages } from '@sekisho/shared/messages/compose.ts'
import { contentPageMessages } from '@sekisho/shared/messages/contents.page.ts'
import { dashboardMessages } from '@sekisho/shared/messages/dashboard.ts'
import { exposureMessages } from '@sekisho/shared/messages/exposure.ts'
import { fill } from '@sekisho/shared/messages/fill.ts'
import { incidentPageMessages } from '@sekisho/shared/messages/incidents.page.ts'
import { incidentMessages } from '@sekisho/shared/messages/incidents.ts'
import { profilePageMessages } from '@sekisho/shared/messages/profiles.page.ts'
import { sitePageMessages } from '@sekisho/shared/messages/sites.page.ts'
import { windowPageMessages } from '@sekisho/shared/messages/windows.page.ts'
import i18next from 'i18next'
import { useCallback } from 'react'
import { initReactI18next, useTranslation } from 'react-i18next'

// Not shared/messages.ts: it would bring the words of the programs into the bundle.
const catalogue = {
  ...allowlistPageMessages,
  ...auditPageMessages,
  ...collectorPageMessages,
  ...commonMessages,
  ...composeMessages,
  ...composePageMessages,
  ...contentPageMessages,
  ...dashboardMessages,
  ...exposureMessages,
  ...incidentMessages,
  ...incidentPageMessages,
  ...profilePageMessages,
  ...sitePageMessages,
  ...windowPageMessages,
} as const

export const languages = ['en', 'ja'] as const
export type Language = (typeof languages)[number]
export type WordKey = keyof typeof catalogue
export type Say = (key: WordKey, params?: Readonly<Record<string, string | number>>) => string

const remembered = 'sekisho-language'

function languageAtStart(): Language {
  let chosen: string | null = null
  try {
    chosen = window.localStorage.getItem(remembered)
  } catch {
    // Storage may be forbidden; then the browser's own languages decide.
  }
  const wanted = chosen ?? navigator.languages.find(tag => /^(?:en|ja)\b/i.test(tag)) ?? 'en'
  return wanted.toLowerCase().startsWith('ja') ? 'ja' : 'en'
}

function resourcesOf(language: Language): Record<string, string> {
  return Object.fromEntries(Object.entries(catalogue).map(([key, words]) => [key, words[language]]))
}

export async function prepareWords(): Promise<void> {
  i18next.on('languageChanged', language => {
    document.documentElement.lang = language
  })
  await i18next.use(initReactI18next).init({
    lng: languageAtStart(),
    fallbackLng: 'en',
    resources: { en: { translation: resourcesOf('en') }, ja: { translation: resourcesOf('ja') } },
    keySeparator: false,
    nsSeparator: false,
  })
}

export function isWordKey(key: string): key is WordKey {
  return Object.hasOwn(catalogue, key)
}

export function useSay(): Say {
  const { t } = useTranslation()
  return useCallback<Say>((key, params = {}) => fill(t(key, { skipInterpolation: true }), params), [t])
}

export function useLanguage(): [Language, (language: Language) => void] {
  const { i18n } = useTranslation()
  const choose = useCallback(
    (language: Language) => {
      void i18n.changeLanguage(language)
      try {
        window.localStorage.setItem(remembered, language)
      } catch {
        // Storage may be forbidden; the choice then lasts until the page is left.
      }
    },
    [i18n],
  )
  return [i18n.language === 'ja' ? 'ja' : 'en', choose]
}
