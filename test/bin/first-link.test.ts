// The law of the first link: that there is none stops nothing.
import { openClient } from '@sekisho/shared/client.ts'
import { expect, test } from 'vitest'
import { tellFirstLink } from '../../bin/first-link.ts'
import { recordingTerminal } from '../support/shell.ts'

test('where no link can be made it is said with the reason, and nothing fails', async () => {
  const err: string[] = []
  await tellFirstLink(recordingTerminal({}, [], err), openClient({ address: 'http://127.0.0.1:1', token: 'x' }))
  expect(err.join('')).toMatch(
    /No link to the dashboard could be made \(.*127\.0\.0\.1:1.*\)\. "sekisho link" makes one\./,
  )
})

test('the reason is told in the language of who started it', async () => {
  const err: string[] = []
  const client = openClient({ address: 'http://127.0.0.1:1', token: 'x', locale: 'ja' })
  await tellFirstLink(recordingTerminal({ LANG: 'ja_JP.UTF-8' }, [], err), client)
  expect(err.join('')).toContain('127.0.0.1:1')
  expect(err.join('').replace(/http:\S+|sekisho link/g, '')).not.toMatch(/[a-z]{3}/i)
})
