// Owns the choice between the lists of the page: incidents to work on, the single findings, what is permitted, and who did
// what, for those who may read it.
import type { MouseEvent } from 'react'
import { useAsker } from '../asks/useAsker.ts'
import { useSay } from '../words/words.ts'
import type { Go } from './address.ts'
import classes from './page.module.css'
import { lists, type View, viewSearch } from './view.ts'

export function Lists({ view, go }: { readonly view: View; readonly go: Go }) {
  const say = useSay()
  const asker = useAsker()
  const offered = lists.filter(list => list !== 'audit' || asker.may('admin') || view.list === 'audit')
  const choose = (list: View['list']) => (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    go({ list }, 'push')
  }
  return (
    <nav className={classes.lists} aria-label={say('page.lists')}>
      {offered.map(list => (
        <a
          key={list}
          // An empty query would lead nowhere: the address must name the page.
          href={`/${viewSearch({ ...view, list })}`}
          aria-current={view.list === list ? 'page' : undefined}
          onClick={choose(list)}
        >
          {say(`page.${list}`)}
        </a>
      ))}
    </nav>
  )
}
