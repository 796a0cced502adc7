import { parseConfig } from '@sekisho/shared/config.ts'
import { Failure } from '@sekisho/shared/failures.ts'
import { translator } from '@sekisho/shared/messages.ts'
import { expect, test } from 'vitest'
import { AgentConfigSchema } from '../../agent/config.ts'

test('a pattern of secrets that could not be tried is refused with its place and what is wrong with it', () => {
  const text = 'attribution:\n  redact:\n    - --pin SECRET\n    - "*x* *SECRET"\n'
  const read = () => parseConfig(text, 'agent.yaml', AgentConfigSchema, translator('en'))
  expect(read).toThrow(Failure)
  expect(read).toThrow(/"attribution\.redact\.1" must be .*; this one has \* directly before SECRET/)
  expect(() => parseConfig(text.replace('*SECRET', 'SECRET'), 'a', AgentConfigSchema, translator('en'))).not.toThrow()
})
