// Owns approving what comes where a pattern names: the limits as they are written, and that nobody approves before the page has
// said what it would permit. What may be approved at all is the collector's to say.
import { Button, NativeSelect, TextInput } from '@mantine/core'
import type { PatternApproval, PatternPreview, PreviewPattern } from '@sekisho/shared/api.approvals.ts'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { tell } from '../asks/ask.ts'
import { useRenewal } from '../asks/useRenewal.ts'
import list from '../list/list.module.css'
import { Refused } from '../sheet/Refused.tsx'
import sheet from '../sheet/sheet.module.css'
import { SiteSelect } from '../sites/SiteSelect.tsx'
import { useSay } from '../words/words.ts'
import classes from './approvals.module.css'
import { limitsOf, patternClasses, type Written } from './limits.ts'
import { Preview } from './Preview.tsx'

interface ApprovePatternProps {
  readonly onDone: () => void
}

const nothing: Written = { site: '', pattern: '', class: '', extensions: '', largestKiB: '' }

export function ApprovePattern({ onDone }: ApprovePatternProps) {
  const say = useSay()
  const name = useId()
  const [written, write] = useState(nothing)
  const preview = useMutation({
    mutationFn: (limits: PreviewPattern) => tell<PatternPreview>('approvals/patterns/preview', limits),
  })
  const deed = useMutation({
    mutationFn: (end: { readonly until: string; readonly reason: string }) =>
      tell<PatternApproval>('approvals/patterns', { ...limitsOf(written), ...end }),
    onSuccess: onDone,
    onSettled: useRenewal(),
  })
  const change = (part: Partial<Written>) => {
    write({ ...written, ...part })
    // What was told was told of other limits.
    preview.reset()
  }
  const look = (event: FormEvent) => {
    event.preventDefault()
    preview.mutate(limitsOf(written))
  }
  const error = preview.error ?? deed.error
  return (
    <section className={list.form} aria-labelledby={name}>
      <h3 id={name} className={list.formTitle}>
        {say('pattern.title')}
      </h3>
      <p className={classes.quiet}>{say('pattern.how')}</p>
      <form className={sheet.buttons} onSubmit={look}>
        <Limits written={written} onChange={change} />
        <Button type="submit" size="xs" loading={preview.isPending} disabled={written.pattern === ''}>
          {say('pattern.preview')}
        </Button>
        <Button size="xs" variant="default" onClick={onDone}>
          {say('page.cancel')}
        </Button>
      </form>
      {preview.data != null && (
        <>
          <Preview preview={preview.data} />
          <End busy={deed.isPending} onEnd={end => deed.mutate(end)} />
        </>
      )}
      {error !== null && <Refused error={error} title={say('decide.refused')} />}
    </section>
  )
}

interface LimitsProps {
  readonly written: Written
  readonly onChange: (part: Partial<Written>) => void
}

function Limits({ written, onChange }: LimitsProps) {
  const say = useSay()
  const field = (key: keyof Written) => ({
    ...({ size: 'xs', label: say(`pattern.${key}`), value: written[key] } as const),
    onChange: (event: { currentTarget: { value: string } }) => onChange({ [key]: event.currentTarget.value }),
  })
  return (
    <>
      <SiteSelect
        label={say('pattern.site')}
        required
        autoFocus
        site={written.site}
        onChoose={site => onChange({ site })}
      />
      <TextInput
        {...field('pattern')}
        required
        maxLength={1000}
        placeholder="app/template/**"
        className={classes.why}
      />
      <NativeSelect
        {...field('class')}
        data={[
          { value: '', label: say('pattern.any-class') },
          ...patternClasses.map(value => ({ value, label: say(`class.${value}`) })),
        ]}
      />
      <TextInput {...field('extensions')} maxLength={400} placeholder="twig, html" />
      <TextInput {...field('largestKiB')} inputMode="numeric" pattern="[0-9]{1,9}" />
    </>
  )
}

interface EndProps {
  readonly busy: boolean
  readonly onEnd: (end: { readonly until: string; readonly reason: string }) => void
}

function End({ busy, onEnd }: EndProps) {
  const say = useSay()
  const [day, setDay] = useState('')
  const [reason, write] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onEnd({ until: `${day}T00:00:00.000Z`, reason })
  }
  return (
    <form className={sheet.buttons} onSubmit={submit}>
      <TextInput
        size="xs"
        type="date"
        label={say('pattern.until')}
        required
        value={day}
        onChange={event => setDay(event.currentTarget.value)}
      />
      <TextInput
        size="xs"
        className={classes.why}
        label={say('approve.reason')}
        required
        value={reason}
        maxLength={2000}
        onChange={event => write(event.currentTarget.value)}
      />
      <Button type="submit" size="xs" loading={busy} disabled={day === '' || reason.trim() === ''}>
        {say('pattern.do')}
      </Button>
    </form>
  )
}
