// Owns what of a field may stand in a log line: no value of a secret's name, no card number, and of each line a bounded part.
// Never throws, whatever it is given: a program must not fail for what it says of a failure.
import { describeError } from './failures.ts'
import { redactCards } from './redact.cards.ts'

const secretName = /token|secret|password|privatekey|cookie|authorization/i
/**
 * As the last word of a name: whole numbers of theirs are times, sizes, inodes and numbers of order, of which one in ten that is
 * long enough would pass for a card number. docs/attribution.md tells of it.
 */
const measures = new Set(
  'at from to since until time mtime ctime atime ms us ns bytes size left budget offset inode ino sequence epoch'.split(
    ' ',
  ),
)
/** More than any line of ours has; each is there so that an object which holds half the program makes no line of it. */
const deepest = 8
const mostValues = 10_000

/** How far a line has come. */
interface Walk {
  left: number
  /** The objects that hold the one at hand. */
  readonly around: object[]
}

/** A copy that holds nothing but JSON's own values, and which JSON can always write. */
export function shownFields(fields: object): Record<string, unknown> {
  const shown = shownAt('', [fields], 0, { left: mostValues, around: [] })
  return typeof shown === 'object' ? { ...shown } : { fields: shown }
}

function shownAt(name: string, holder: object, key: PropertyKey, walk: Walk): unknown {
  walk.left--
  try {
    return shownValue(name, Reflect.get(holder, key), walk)
  } catch {
    // A property or `toJSON` of others threw. The rest of the line is still worth having.
    return '(cannot be read)'
  }
}

function shownValue(name: string, value: unknown, walk: Walk): unknown {
  if (typeof value === 'bigint' || Number.isInteger(value)) return shownNumber(name, value)
  // A digest is no text that anybody chose, and is searched for by its digits.
  if (typeof value === 'string') return name === 'sha256' ? value : redactCards(value)
  if (typeof value === 'function' || typeof value === 'symbol') return undefined
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Error) return redactCards(describeError(value))
  if (walk.around.includes(value)) return '(holds itself)'
  if (walk.around.length > deepest) return '(too deep to be logged)'
  walk.around.push(value)
  try {
    const told = 'toJSON' in value && typeof value.toJSON === 'function' ? value.toJSON(name) : value
    if (told !== value) return shownAt(name, [told], 0, walk)
    return Array.isArray(value) ? shownItems(name, value, walk) : shownEntries(value, walk)
  } finally {
    walk.around.pop()
  }
}

/** Times since 1970 begin with 1 until 2033 whatever they are called, and of cards those of airlines alone (UATP) do. */
function shownNumber(name: string, value: unknown): unknown {
  const digits = String(value)
  const shown = redactCards(digits)
  const lastWord = /[A-Za-z][a-z]*$/.exec(name)?.[0].toLowerCase() ?? ''
  if (shown !== digits && !digits.startsWith('1') && !measures.has(lastWord)) return shown
  return typeof value === 'bigint' ? digits : value
}

const rest = '(more is not logged)'

function shownItems(name: string, items: readonly unknown[], walk: Walk): unknown[] {
  const shown: unknown[] = []
  for (let index = 0; index < items.length; index++) {
    if (walk.left <= 0) return [...shown, rest]
    shown.push(shownAt(name, items, index, walk))
  }
  return shown
}

function shownEntries(value: object, walk: Walk): Record<string, unknown> {
  const shown = new Map<string, unknown>()
  for (const key of Object.keys(value)) {
    const name = freeName(redactCards(key), shown)
    if (walk.left <= 0) {
      shown.set(rest, true)
      break
    }
    shown.set(name, secretName.test(key) ? '(not logged)' : shownAt(key, value, key, walk))
  }
  return Object.fromEntries(shown)
}

/** Two names may come to the same once their card numbers are hidden. */
function freeName(name: string, taken: ReadonlyMap<string, unknown>): string {
  let free = name
  for (let count = taken.size + 1; taken.has(free); count++) free = `${name} (${count})`
  return free
}
