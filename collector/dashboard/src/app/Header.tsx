// Owns the page's head: the name, how live the page is, language, light or dark, and the way out.
import { ActionIcon, Button, SegmentedControl, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import type { ReactNode } from 'react'
import { Glyph } from '../words/Glyph.tsx'
import { languages, useLanguage, useSay } from '../words/words.ts'
import classes from './page.module.css'

/** Each language by its own name: its reader must find it. */
const ownNames = { en: 'EN', ja: '日本語' } as const

interface HeaderProps {
  readonly onSignOut: (() => void) | null
  /** The live connection's state, where there is one. */
  readonly children?: ReactNode
}

export function Header({ onSignOut, children }: HeaderProps) {
  const say = useSay()
  const [language, choose] = useLanguage()
  return (
    <header className={classes.header}>
      <h1 className={classes.brand}>
        <Gate />
        <span lang="ja">関所</span> <span>Sekisho</span>
      </h1>
      <div className={classes.headerEnd}>
        {children}
        <SegmentedControl
          size="xs"
          aria-label={say('page.language')}
          value={language}
          onChange={value => choose(value === 'ja' ? 'ja' : 'en')}
          data={languages.map(value => ({ value, label: ownNames[value] }))}
        />
        <SchemeSwitch />
        {onSignOut !== null && (
          <Button size="compact-sm" variant="subtle" color="gray" onClick={onSignOut} className={classes.signOut}>
            {say('page.sign-out')}
          </Button>
        )}
      </div>
    </header>
  )
}

function SchemeSwitch() {
  const say = useSay()
  const { setColorScheme } = useMantineColorScheme()
  const dark = useComputedColorScheme('light') === 'dark'
  const words = say(dark ? 'page.to-light' : 'page.to-dark')
  return (
    <ActionIcon
      variant="default"
      size={28}
      aria-label={words}
      title={words}
      onClick={() => setColorScheme(dark ? 'light' : 'dark')}
    >
      <Glyph shape={dark ? 'sun' : 'moon'} />
    </ActionIcon>
  )
}

/** The gate of a checkpoint. */
function Gate() {
  return (
    <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true" focusable="false" className={classes.gate}>
      <path
        d="M2 5.500c6.500 1.500 13.500 1.500 20 0M4.500 10h15M7 6.500V21M17 6.500V21"
        fill="none"
        stroke="currentColor"
        strokeWidth="2.2"
        strokeLinecap="round"
      />
    </svg>
  )
}
