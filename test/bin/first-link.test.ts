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
