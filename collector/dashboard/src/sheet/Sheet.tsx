// Owns the sheet that slides in for one thing of a list: its frame, its title, its parts. It opens and closes by the address
// alone, so it can be linked; what stands in it is its owner's.
import { Drawer } from '@mantine/core'
import { type ReactNode, useId } from 'react'
import classes from './sheet.module.css'

interface SheetProps {
  readonly opened: boolean
  readonly title: string
  readonly closeLabel: string
  readonly onClose: () => void
  readonly children: ReactNode
}

export function Sheet({ opened, title, closeLabel, onClose, children }: SheetProps) {
  return (
    <Drawer.Root
      opened={opened}
      onClose={onClose}
      position="right"
      size="min(56rem, 100vw)"
      classNames={{ content: classes.content }}
    >
      <Drawer.Overlay backgroundOpacity={0.25} />
      <Drawer.Content>
        {/* Not Drawer.Header: its <header> would be a second banner of the page. */}
        <div className={classes.header}>
          <Drawer.Title className={classes.title}>{title}</Drawer.Title>
          <Drawer.CloseButton aria-label={closeLabel} />
        </div>
        <Drawer.Body className={classes.body}>{children}</Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  )
}

/** What the sheet is about, coloured by how grave it is. */
export function SheetHead({ severity, children }: { readonly severity: string; readonly children: ReactNode }) {
  return (
    <section className={classes.head} data-severity={severity}>
      {children}
    </section>
  )
}

/** Short words in a row, which wraps where it must. */
export function Marks({ children }: { readonly children: ReactNode }) {
  return <div className={classes.marks}>{children}</div>
}

export function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const name = useId()
  return (
    <section className={classes.part} aria-labelledby={name}>
      <h3 id={name} className={classes.partTitle}>
        {title}
      </h3>
      {children}
    </section>
  )
}
