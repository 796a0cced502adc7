// Owns whether what a button opens is open, and where the keyboard goes on once it is left.
import { useState } from 'react'

interface Opening {
  readonly isOpen: boolean
  /** Of the button that opens it: the button was gone in between, and whoever came by keyboard goes on from it again. */
  readonly autoFocus: boolean
  readonly open: () => void
  readonly leave: () => void
}

export function useOpening(): Opening {
  // Null until it was open once: a page that loads must not give its button the focus.
  const [isOpen, set] = useState<boolean | null>(null)
  return { isOpen: isOpen === true, autoFocus: isOpen === false, open: () => set(true), leave: () => set(false) }
}
