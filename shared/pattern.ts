// Owns how a pattern matches a path. Law 7: dotfiles are ordinary, newlines are ordinary, a backslash is no separator,
// and no pattern can run away: matching is linear in the path for each `*`, without backtracking into itself.
// picomatch was left because its `*` and `**` skip names that hold newlines (see docs/decisions.md).

export class PatternError extends Error {
  override readonly name = 'PatternError'
}

/** True when the path, in canonical text relative to its root, is covered. */
export type Matcher = (path: string) => boolean

const maxAlternatives = 64

/**
 * Compiles a pattern: `**` as a whole part stands for any number of parts, `*` for any characters of one part,
 * `?` for one character, `{a,b}` for either. `dir/**` covers everything below `dir`, but not `dir` itself.
 * Names in patterns are in canonical path text, so a percent sign is written `%25`.
 * @throws PatternError that says what is wrong with it.
 */
export function compilePattern(pattern: string): Matcher {
  if (pattern === '' || pattern.startsWith('/')) throw new PatternError('must be relative and not empty')
  const forms = expandBraces(pattern).map(form => form.split('/'))
  const atLeastOne = forms.map(form => (form.at(-1) === '**' ? [...form.slice(0, -1), '*', '**'] : form))
  for (const parts of forms) {
    for (const part of parts) {
      if (part === '') throw new PatternError('has an empty part')
      if (part !== '**' && part.includes('**')) throw new PatternError('`**` must be a whole part')
    }
  }
  const simple = forms.length === 1 ? shortcut(forms[0] ?? []) : undefined
  if (simple) return simple
  return path => {
    const parts = path.split('/')
    return atLeastOne.some(form => matchParts(form, parts))
  }
}

/** Plain paths and `dir/**` need no splitting; they are nearly all that profiles hold. */
function shortcut(form: readonly string[]): Matcher | undefined {
  const wild = (part: string) => /[*?]/.test(part)
  if (!form.some(wild)) {
    const whole = form.join('/')
    return path => path === whole
  }
  if (form.length > 1 && form.at(-1) === '**' && !form.slice(0, -1).some(wild)) {
    const folder = `${form.slice(0, -1).join('/')}/`
    return path => path.length > folder.length && path.startsWith(folder)
  }
  return undefined
}

function matchParts(form: readonly string[], parts: readonly string[]): boolean {
  const isStar = (index: number) => form[index] === '**'
  return matchSequence(form.length, parts.length, isStar, (f, p) => matchPart(form[f] ?? '', parts[p] ?? ''))
}

function matchPart(form: string, part: string): boolean {
  if (!form.includes('*') && !form.includes('?')) return form === part
  const wanted = Array.from(form)
  const given = Array.from(part)
  return matchSequence(
    wanted.length,
    given.length,
    index => wanted[index] === '*',
    (f, p) => wanted[f] === '?' || wanted[f] === given[p],
  )
}

/** Greedy with one remembered star: a later star makes an earlier one's choice final, so nothing is tried twice over. */
function matchSequence(
  formLength: number,
  length: number,
  isStar: (index: number) => boolean,
  same: (form: number, given: number) => boolean,
): boolean {
  let form = 0
  let given = 0
  let star = -1
  let resume = 0
  while (given < length) {
    if (form < formLength && isStar(form)) {
      star = form++
      resume = given
    } else if (form < formLength && same(form, given)) {
      form++
      given++
    } else if (star !== -1) {
      form = star + 1
      given = ++resume
    } else return false
  }
  while (form < formLength && isStar(form)) form++
  return form === formLength
}

function expandBraces(pattern: string): string[] {
  const open = pattern.indexOf('{')
  if (open === -1) {
    if (pattern.includes('}')) throw new PatternError('has `}` without `{`')
    return [pattern]
  }
  const close = pattern.indexOf('}', open)
  const inner = pattern.slice(open + 1, close)
  if (close === -1 || inner.includes('{')) throw new PatternError('braces must be closed and not nested')
  const rest = expandBraces(pattern.slice(close + 1))
  const forms = inner.split(',').flatMap(choice => rest.map(tail => pattern.slice(0, open) + choice + tail))
  if (forms.length > maxAlternatives) throw new PatternError(`has more than ${maxAlternatives} alternatives`)
  return forms
}
