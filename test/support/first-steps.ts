// Owns what whoever gets a critical alarm is told to do first, in this order, for tests of each place that tells it.
import { expect } from 'vitest'

const steps = {
  en: [/not delete/i, /not power off/i, /into maintenance/, /snapshot/, /logs/, /call the payment provider/i],
  ja: [
    /削除せず|削除しない/,
    /電源[もを]切らない/,
    /ショップをメンテナンス表示に/,
    /スナップショット/,
    /ログを/,
    /決済代行会社[^。]*連絡/,
  ],
}

/** @param text as its reader sees it */
export function expectFirstSteps(text: string, language: keyof typeof steps): void {
  const places = steps[language].map(step => [String(step), text.search(step)] as const)
  expect(places.filter(([, at]) => at < 0)).toEqual([])
  expect(places, text).toEqual(places.toSorted(([, a], [, b]) => a - b))
}
