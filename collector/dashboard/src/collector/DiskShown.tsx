// Owns the pictures of the collector's disk: a bar of what is taken, and a line of when it is full; each also in words.
import type { DiskReport } from '@sekisho/shared/api.disk.ts'
import { sizeText } from '@sekisho/shared/size.ts'
import { Ago } from '../words/Moment.tsx'
import { type Say, useSay } from '../words/words.ts'
import classes from './collector.module.css'
import { fillOf, forecastOf, limitOf, wholeYears } from './disk.ts'

export function diskWords({ left, daysLeft }: DiskReport, say: Say): { left: string; forecast: string } {
  const forecast = daysLeft === null ? say('disk.unknown') : say('disk.days', { days: Math.floor(daysLeft) })
  return { left: say('page.disk-left', { left: sizeText(left) }), forecast }
}

/** Says nothing that is not in words beside it. */
export function DiskBar({ disk }: { disk: DiskReport }) {
  const { contents, records } = fillOf(disk)
  return (
    <span className={classes.bar} aria-hidden="true">
      <span className={classes.records} style={{ width: `${records * 100}%` }} />
      <span className={classes.contents} style={{ width: `${contents * 100}%` }} />
    </span>
  )
}

export function DiskShown({ disk }: { disk: DiskReport }) {
  const say = useSay()
  const { state, budget, at } = disk
  const { used, total, percent } = fillOf(disk)
  const contents = Math.min(disk.contents, used)
  return (
    <section className={classes.part} aria-labelledby="disk-title">
      <h3 id="disk-title" className={classes.title}>
        {say('page.disk')}
      </h3>
      <p className={classes.words}>
        {say('page.disk-fill', { percent, used: sizeText(used), total: sizeText(total) })}
        <span className={classes.small}>{say(`page.disk-of-${limitOf(disk)}`, { budget: sizeText(budget ?? 0) })}</span>
      </p>
      <DiskBar disk={disk} />
      <p className={classes.legend}>
        <span className={classes.key} data-of="records">
          {say('page.disk-records', { size: sizeText(used - contents) })}
        </span>
        <span className={classes.key} data-of="contents">
          {say('page.disk-contents', { size: sizeText(contents) })}
        </span>
      </p>
      <ForecastLine disk={disk} />
      {state !== 'fine' && (
        <p className={classes.warning} data-state={state}>
          {say(`page.disk-${state}`)}
        </p>
      )}
      <p className={classes.small}>
        {say('page.disk-measured')} <Ago at={at} />
      </p>
    </section>
  )
}

/** Units of the drawing, not of the screen: it is as wide as there is room. */
const [width, height] = [300, 60]

function ForecastLine({ disk }: { disk: DiskReport }) {
  const say = useSay()
  const { days, from, to } = forecastOf(disk)
  const { forecast } = diskWords(disk, say)
  const years = wholeYears(days)
  const [x1, y1, x2, y2] = [from[0] * width, (1 - from[1]) * height, to[0] * width, (1 - to[1]) * height]
  return (
    <>
      <p className={classes.forecast}>{say('page.disk-forecast', { forecast })}</p>
      <svg
        className={classes.chart}
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        aria-hidden="true"
        focusable="false"
      >
        <path className={classes.area} d={`M0 ${height}L${x1} ${y1}L${x2} ${y2}L${x2} ${height}z`} />
        <path className={classes.top} d={`M0 0.500H${width}`} />
        <path className={classes.trend} d={`M${x1} ${y1}L${x2} ${y2}`} />
        {disk.daysLeft !== null && <path className={classes.full} d={`M${x2} 0V${height}`} />}
      </svg>
      <div className={classes.ends} aria-hidden="true">
        <span>{say('page.today')}</span>
        <span>{years === null ? say('page.in-days', { days }) : say('page.in-years', { years })}</span>
      </div>
    </>
  )
}
