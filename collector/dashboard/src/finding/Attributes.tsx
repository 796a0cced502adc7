// Owns what the drawer tells of the extended attributes of a kept content's file. Names and values are an attacker's: text alone.
import type { ContentRow } from '@sekisho/shared/api.contents.ts'
import { Foreign } from '../words/PathShown.tsx'
import { useSay } from '../words/words.ts'
import classes from './finding.module.css'

export function Attributes({ attributes }: Pick<ContentRow, 'attributes'>) {
  const say = useSay()
  if (attributes === null) return null
  if (attributes.told !== 'listed') return <p className={classes.quiet}>{say(`attributes.${attributes.told}`)}</p>
  const { list, more } = attributes
  if (list.length + more === 0) return <p className={classes.quiet}>{say('attributes.none')}</p>
  return (
    <>
      <p>{say('attributes.title')}</p>
      <ul>
        {list.map(({ name, size, value }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes, and what was masked may leave two of one name.
          <li key={at}>
            <Foreign
              text={say(value === null ? 'attributes.hidden' : 'attributes.one', { name, size, value: value ?? '' })}
            />
          </li>
        ))}
        {more > 0 && <li>{say('attributes.more', { count: more })}</li>}
      </ul>
    </>
  )
}
