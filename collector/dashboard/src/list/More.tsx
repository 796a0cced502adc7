// Owns the button below a list that comes page by page; nothing once all of it has come.
import { Button } from '@mantine/core'
import { useSay } from '../words/words.ts'
import list from './list.module.css'

interface MoreProps {
  /** A question that is asked page by page. */
  readonly of: {
    readonly hasNextPage: boolean
    readonly isFetchingNextPage: boolean
    fetchNextPage(): unknown
  }
  /** Below a list that fills its panel to the edges. */
  readonly apart?: boolean
}

export function More({ of, apart = false }: MoreProps) {
  const say = useSay()
  if (!of.hasNextPage) return null
  return (
    <Button
      {...(apart && { className: list.more })}
      variant="default"
      size="xs"
      loading={of.isFetchingNextPage}
      onClick={() => void of.fetchNextPage()}
    >
      {say('page.more')}
    </Button>
  )
}
