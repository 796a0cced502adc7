// Owns the rules that a schema words itself: in English where it refuses, and in the reader's language for who reads it. Uses no
// node: module.
import { ruleMessages } from './messages/rules.ts'
import type { Say } from './messages.ts'

type RuleKey = keyof typeof ruleMessages

/** For a schema, which has one message for everybody. */
export function rule(key: RuleKey): string {
  return ruleMessages[key].en
}

/** `message`: as a schema refused. Null where it is none of the rules. */
export function ruleIn(message: string, say: Say): string | null {
  const broken = Object.entries(ruleMessages).find(([, { en }]) => en === message)
  return broken === undefined ? null : say(broken[0] as RuleKey)
}
