// Owns the line that stands where a deed would, for whoever has not the right to it: what it asks for, and the command that
// gives them the right, or makes a person who has it: no page can do either.
import type { PersonRole } from '@sekisho/shared/api.people.ts'
import { useAsker } from '../asks/useAsker.ts'
import { Foreign } from '../words/PathShown.tsx'
import { useSay } from '../words/words.ts'
import sheet from './sheet.module.css'

interface LackingProps {
  /** A whole sentence. */
  readonly what: string
  /** The lowest that may. */
  readonly least: PersonRole
}

export function Lacking({ what, least }: LackingProps) {
  const say = useSay()
  const { who } = useAsker()
  // Whoever came by a link, or with a token, is nobody whose role could be another.
  const name = who.startsWith('user:') ? who.slice('user:'.length) : null
  return (
    <p className={sheet.lacking}>
      <span>{what}</span> {say(name === null ? 'page.right-of-another' : 'page.right-of-own')}{' '}
      <code>
        <Foreign
          text={name === null ? `sekisho user add NAME --role ${least}` : `sekisho user role ${name} --role ${least}`}
        />
      </code>
    </p>
  )
}
