// Owns copying a value to the clipboard: whole and exact, whatever is shown of it.
import { ActionIcon, CopyButton } from '@mantine/core'
import { Glyph } from './Glyph.tsx'
import { useSay } from './words.ts'

const shownAsCopiedMs = 1_500

export function Copy({ value, what }: { value: string; what: string }) {
  const say = useSay()
  return (
    <CopyButton value={value} timeout={shownAsCopiedMs}>
      {({ copied, copy }) => {
        const words = copied ? say('page.copied') : say('page.copy', { what })
        return (
          <ActionIcon
            variant="subtle"
            color={copied ? 'teal' : 'gray'}
            size={22}
            onClick={copy}
            aria-label={words}
            title={words}
          >
            <Glyph shape={copied ? 'tick' : 'copy'} />
          </ActionIcon>
        )
      }}
    </CopyButton>
  )
}
