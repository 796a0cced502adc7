// Owns how one moment stands on the page: short for lists, long in local time and UTC for looking closely.
import { useNow } from './now.ts'
import { ago, fullLocal, fullUtc, shortLocal, zoneOf } from './time.ts'
import classes from './words.module.css'
import { useLanguage } from './words.ts'

function hint(iso: string): string {
  return `${fullLocal(iso)} ${zoneOf(iso)}\n${fullUtc(iso)}`
}

export function ShortMoment({ at }: { at: string }) {
  return (
    <time dateTime={at} title={hint(at)} className={classes.time}>
      {shortLocal(at, useNow())}
    </time>
  )
}

export function Ago({ at }: { at: string }) {
  const [language] = useLanguage()
  return (
    <time dateTime={at} title={hint(at)} className={classes.time}>
      {ago(at, useNow(), language)}
    </time>
  )
}

export function FullMoment({ at }: { at: string }) {
  return (
    <time dateTime={at} className={classes.time}>
      {fullLocal(at)} <span className={classes.zone}>{zoneOf(at)}</span>
      <span className={classes.utc}>{fullUtc(at)}</span>
    </time>
  )
}
