// Owns the choice of one of the collector's sites in a form. That they could not be read is said at the field: no choice would
// else look like no site.
import { NativeSelect, type NativeSelectProps } from '@mantine/core'
import { showPath } from '@sekisho/shared/path.ts'
import { useQuery } from '@tanstack/react-query'
import { sitesQuestion } from '../asks/questions.allowlist.ts'
import { useSay } from '../words/words.ts'

interface SiteSelectProps extends Pick<NativeSelectProps, 'label' | 'required' | 'autoFocus'> {
  /** What stands for no site. */
  readonly none?: string
  readonly site: string
  readonly onChoose: (site: string) => void
  readonly error?: string | undefined
}

export function SiteSelect({ none = '', site, onChoose, error, ...field }: SiteSelectProps) {
  const say = useSay()
  const sites = useQuery(sitesQuestion)
  const unread = sites.isLoadingError ? say('sites.not-read', { detail: showPath(sites.error.message) }) : undefined
  return (
    <NativeSelect
      {...field}
      size="xs"
      value={site}
      error={error ?? unread}
      onChange={event => onChoose(event.currentTarget.value)}
      data={[
        { value: '', label: none },
        ...(sites.data ?? []).map(({ site }) => ({ value: site, label: showPath(site) })),
      ]}
    />
  )
}
