// Owns the laws of the structure: charters, sizes, directions, the doors between rooms, and who may look at the time.
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { failureMessages } from '@sekisho/shared/messages/failures.ts'
import { describe, expect, test } from 'vitest'

const house = resolve(import.meta.dirname, '..')
const programs = ['agent', 'collector', 'publisher'] as const

interface Source {
  readonly path: string
  readonly text: string
  readonly imports: readonly string[]
}

const sources = listSources()
const ours = sources.filter(source => !source.path.startsWith('test/'))

function listSources(): Source[] {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '--', '*.ts', '*.tsx'], { cwd: house })
  return listed
    .toString()
    .split('\n')
    .filter(path => path !== '' && existsSync(join(house, path)))
    .map(path => {
      const text = readFileSync(join(house, path), 'utf8')
      return { path, text, imports: importsOf(path, text) }
    })
}

/** Imported files by their path in the house, packages by their name. */
function importsOf(path: string, text: string): string[] {
  const named = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\b[^'"`;]*?from\s*['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g,
  )
  const bare = text.matchAll(/(?:^|\n)import\s+['"]([^'"]+)['"]/g)
  return [...named, ...bare].map(match => {
    const name = match[1] ?? match[2] ?? ''
    if (name.startsWith('.')) return relative(house, resolve(house, dirname(path), name))
    return name.startsWith('@sekisho/') ? name.slice('@sekisho/'.length) : name
  })
}

/** `agent/walk/walker.ts` lies in the room `agent/walk`; a program's own files lie in none. */
function roomOf(path: string): string | undefined {
  const [program, room, file] = path.split('/')
  return programs.some(name => name === program) && file !== undefined ? `${program}/${room}` : undefined
}

/** What Node takes out before it looks for modules. */
const typeImport = /(?:^|\n)\s*(?:import|export)\s+type\b[^'"`;]*?from\s*['"][^'"]+['"]/g
const isOurs = (name: string) => /^(?:agent|collector|publisher|shared|bin|bench|test)\//.test(name)

/** Failures whose words come from elsewhere than the catalogue, and why they may. */
const withoutWords = new Map([
  ['agent/fingerprint/worker.ts', 'a thread that loads no words, and whose failures are for the log'],
  ['agent/journal/database.ts', 'a thread that loads no words: it names two numbers'],
  ['shared/config.ts', 'its words are put together of those that its reader has'],
  ['shared/told-failure.ts', 'what a thread says that has no words'],
])

/** What takes a reason, which is a function of the reader's words: classes with `new` or as `super`, functions by their name. */
const reasonTakers = new Set(
  ours.flatMap(({ text }) =>
    [...text.matchAll(/([\w#]+)(?: = )?\([^()]*: Reason\b[^()]*\)/g)].flatMap(({ 1: name = '', index }) => {
      if (name !== 'constructor') return [name]
      return ['super', /.*\bclass (\w+)/s.exec(text.slice(0, index))?.[1] ?? '']
    }),
  ),
)

describe('the house', () => {
  test('every source file opens with a charter', () => {
    const without = ours
      .filter(({ path, text }) => !path.endsWith('.d.ts') && !/^(?:#!.*\n)?\/\/ \S/.test(text))
      .map(({ path }) => path)
    expect(without).toEqual([])
  })

  // A database counts those that it has had: the name of a later one must sort behind them, and none may share a number.
  test('migrations are numbered without a hole, and none twice', () => {
    const names = readdirSync(join(house, 'collector/store/migrations')).sort()
    const expected = names.map((_, index) => String(index + 1).padStart(3, '0'))
    expect(names.map(name => name.slice(0, 3))).toEqual(expected)
  })

  // Node warns on stderr of each descriptor that it closes in a thread and has not opened.
  test('what shared/disk.ts opened is closed by it', () => {
    const opened = /(\w+) = open(?:Root|Folder|Directory|File|Below)\(/g
    const closings = ours.flatMap(({ path, text }) =>
      [...text.matchAll(opened)].flatMap(({ 1: name, index }) => {
        const closed = new RegExp(`\\b(close\\w+)\\(${name}\\)`).exec(text.slice(index))
        return closed === null ? [] : [{ path, by: closed[1] }]
      }),
    )
    expect(closings.length).toBeGreaterThan(0)
    expect(closings.filter(({ by }) => by !== 'closeDescriptor')).toEqual([])
  })

  test('no source file passes 400 lines', () => {
    expect(sources.filter(({ text }) => text.split('\n').length > 401).map(({ path }) => path)).toEqual([])
  })

  test('most source files stay under 150 lines', () => {
    const long = ours.filter(({ text }) => text.split('\n').length > 150)
    expect(long.length / ours.length).toBeLessThan(0.35)
  })

  test('imports make no cycle, types included', () => {
    expect(cyclesIn(new Map(sources.map(({ path, imports }) => [path, imports])))).toEqual([])
  })

  test('shared imports nothing of the house but itself', () => {
    expect(
      breaches(
        path => path.startsWith('shared/'),
        name => name.startsWith('shared/'),
      ),
    ).toEqual([])
  })

  test('a room imports only shared, itself and its handover', () => {
    const found = ours
      .filter(({ path }) => roomOf(path) !== undefined && !path.startsWith('collector/dashboard/'))
      .flatMap(({ path, imports }) => {
        const room = roomOf(path) ?? ''
        const handover = `${room.split('/')[0]}/handover.`
        const allowed = (name: string) =>
          name.startsWith('shared/') || name.startsWith(`${room}/`) || name.startsWith(handover)
        return imports.filter(name => isOurs(name) && !allowed(name)).map(name => `${path} → ${name}`)
      })
    expect(found).toEqual([])
  })

  test('the programs never import each other', () => {
    const found = programs.flatMap(program =>
      breaches(
        path => path.startsWith(`${program}/`),
        name => name.startsWith('shared/') || name.startsWith(`${program}/`),
      ),
    )
    expect(found).toEqual([])
  })

  test('the dashboard imports only API shapes, messages, and texts of paths, actors, sizes, windows and incidents of shared', () => {
    const allowed =
      /^(?:collector\/dashboard\/|shared\/(?:api(?:\.[a-z]+)?|path|messages|verdict|finding|actor|size|incident|incident-text|window)\.ts$|shared\/messages\/)/
    expect(
      breaches(
        path => path.startsWith('collector/dashboard/src/'),
        name => allowed.test(name),
      ),
    ).toEqual([])
  })

  test('what the dashboard imports of shared uses no node module', () => {
    const byPath = new Map(ours.map(source => [source.path, source]))
    const reached = new Set<string>()
    const visit = (name: string) => {
      if (reached.has(name) || !name.startsWith('shared/')) return
      reached.add(name)
      for (const next of byPath.get(name)?.imports ?? []) visit(next)
    }
    for (const { path, imports } of ours)
      if (path.startsWith('collector/dashboard/src/')) for (const name of imports) visit(name)
    expect(reached.size).toBeGreaterThan(0)
    expect([...reached].filter(path => byPath.get(path)?.imports.some(name => name.startsWith('node:')))).toEqual([])
  })

  test('what a thread of the agent loads is neither zod nor winston, nor the words for people', () => {
    const loaded = new Map(ours.map(({ path, text }) => [path, importsOf(path, text.replaceAll(typeImport, ''))]))
    const wayTo = (name: string, trail: readonly string[], seen: Set<string>): readonly string[] => {
      if (seen.has(name)) return []
      seen.add(name)
      if (/^(?:zod|winston|shared\/messages(?:\.ts|\/.*))$/.test(name)) return [[...trail, name].join(' → ')]
      return (loaded.get(name) ?? []).flatMap(next => wayTo(next, [...trail, name], seen))
    }
    const threads = ours.filter(({ path, text }) => path.startsWith('agent/') && text.includes('parentPort'))
    expect(threads.length).toBeGreaterThan(3)
    expect(threads.flatMap(({ path }) => wayTo(path, [], new Set()))).toEqual([])
  })

  test('no statement of the agent, of judging again or of grouping has a parameter alone behind LIMIT, which would have it compiled anew at each use', () => {
    const often = /^agent\/|^collector\/store\/(ledger\.(again|incidents|parts)|list-entries|stood)/
    const found = ours.filter(({ path, text }) => often.test(path) && /\bLIMIT \?\d*(?!\d| \+)/.test(text))
    expect(found.map(({ path }) => path)).toEqual([])
  })

  test('why something failed, where people may read it, has its words in the catalogue', () => {
    const made = ours.flatMap(({ path, text }) =>
      [...text.matchAll(/new Failure\(\s*([^,]+),\s*([^\s(]+)/g)].map(([, code = '', words = '']) => ({
        path,
        code,
        words,
      })),
    )
    // All other codes are for logs, and what the system or another program said is quoted.
    const answers = ours.find(({ path }) => path === 'collector/api/problems.ts')?.text ?? ''
    const told = new Set([
      ...Object.keys(failureMessages).map(key => key.slice('failure.'.length)),
      ...[...answers.matchAll(/'([a-z-]+)': 4\d\d/g)].map(([, code = '']) => code),
    ])
    const isForLogs = (code: string) => {
      const named = [...code.matchAll(/'([a-z-]+)'/g)].map(([, one = '']) => one)
      return named.length > 0 && !named.some(one => told.has(one))
    }
    const isSaid = (words: string) => /^(?:(?:shell\.)?terminal\.)?say$|^describeError$|^reasonOf$/.test(words)
    const found = made.filter(({ path, code, words }) => !withoutWords.has(path) && !isForLogs(code) && !isSaid(words))
    expect([made.length, told.size].every(count => count > 40)).toBe(true)
    expect(found).toEqual([])
  })

  test('a reason that people read is of the catalogue, or quotes what somebody else said: none is made in English alone', () => {
    const told = ours.filter(({ imports }) => imports.some(name => /(?:told-failure|source-error)\.ts$/.test(name)))
    expect(told.length).toBeGreaterThan(40)
    expect([...reasonTakers]).toEqual(expect.arrayContaining(['ToldFailure', 'SourceError', 'super', 'damaged']))
    expect(told.flatMap(({ path, text }) => inEnglishAlone(text).map(words => `${path}: ${words}`))).toEqual([])
  })

  test.each([
    ["throw new ToldFailure('config-invalid', () => 'it is broken', { place })", "'it is broken'"],
    ["throw new ToldFailure(\n  'config-invalid',\n  () =>\n    `it is broken`,\n)", '`it is broken`'],
    ["throw new ToldFailure('config-invalid', say => 'it is broken')", "'it is broken'"],
    ["throw new ToldFailure('config-invalid', _say => broken(file))", 'broken(file)'],
    ["const why = () => 'it is broken'\nthrow new ToldFailure('config-invalid', why)", "'it is broken'"],
    ["throw damaged('store.db', () => english, error)", 'english'],
    ["super('release-refused', (say: Say) => `it is wrong`)", '`it is wrong`'],
    ["const why: Reason = known\n  ? reason('file.taken')\n  : () => english\nthrow refusal(why)", 'english'],
    ["throw damaged('store.db', known ? reason('file.taken') : () => english)", 'english'],
  ])('its laws find the reason in English alone in %j', (text, found) => {
    expect(inEnglishAlone(text)).toEqual([found])
  })

  test.each([
    "throw new ToldFailure('config-invalid', reason('file.taken'), { place })",
    "throw new ToldFailure('config-invalid', say => say('source.pattern', { rule: rule(say) }))",
    'const why: Reason = error instanceof ToldFailure ? say => error.in(say) : () => saidBy(error)',
    "throw damaged('store.db', () => describeError(error), error)",
    'const told = (say: Say) => [field, wrongIn(issue, say)].join()',
    "whenDone(() => 'idle')",
  ])('its laws let the reason %j pass', text => {
    expect(inEnglishAlone(text)).toEqual([])
  })

  test('no shape of the API words a rule of its own: rules have their words in both languages', () => {
    const shapes = ours.filter(({ path }) => /^shared\/api(?:\.[a-z]+)?\.ts$/.test(path))
    const worded = shapes.flatMap(({ path, text }) => {
      const code = text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
      return [...code.matchAll(/(['"`])[a-z]+ (?:(?!\1).)+ (?:(?!\1).)+\1/gi)].map(([words]) => `${path}: ${words}`)
    })
    expect(shapes.length).toBeGreaterThan(15)
    expect(worded).toEqual([])
  })

  test('only the clock looks at the time or makes timers', () => {
    const looks = /\bDate\.now\(|\bnew Date\(\)|\bsetTimeout\(|\bsetInterval\(|node:timers/
    const found = ours.filter(
      ({ path, text }) => looks.test(text) && path !== 'shared/clock.ts' && !path.startsWith('collector/dashboard/'),
    )
    expect(found.map(({ path }) => path)).toEqual([])
  })

  test('no two tests have one title', () => {
    const titles = sources
      .filter(({ path }) => path.endsWith('.test.ts'))
      .flatMap(({ text }) =>
        [...text.matchAll(/^\s*(?:test|it)(?:\.each\([^)]*\))?\(\s*['"`](.+?)['"`],/gm)].map(match => match[1] ?? ''),
      )
    expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([])
  })
})

/** Bodies of functions that give a reason, or text as a reason is, and ask the reader's words for none of it. */
function inEnglishAlone(text: string): string[] {
  const found = new Set<string>()
  for (const { 0: arrow, index, groups } of text.matchAll(/(?<=\(\)|(?<say>\b_?say|\(_?say(?:: Say)?\))) =>\s*/g)) {
    const body = expressionAt(text, index + arrow.length)
    const isProse = /^['"`].* /.test(body)
    if (groups?.say === undefined ? isProse : !/\bsay\b/.test(body)) found.add(body)
  }
  const isQuoted = (body: string) => /^\(?(?:describeError|saidBy)\(|\.message\b/.test(body)
  for (const { 0: before, 1: taker, index } of text.matchAll(/([\w#]+)\(|: Reason =/g)) {
    if (taker !== undefined && !reasonTakers.has(taker)) continue
    for (let at = index + before.length, isMore = true; isMore; isMore = text[at - 1] === ',') {
      const given = expressionAt(text, at, taker === undefined)
      const body = /(?:^|[?:])\s*\(\) =>\s*(.*)$/s.exec(given)?.[1]?.trimEnd()
      if (body !== undefined && !isQuoted(body)) found.add(body)
      at += given.length + 1
    }
  }
  return [...found]
}

/** From there on, to where the expression ends: at a comma, a bracket or the line of what is around it. */
function expressionAt(text: string, from: number, isLine = true): string {
  let depth = 0
  for (let at = from; at < text.length; at++) {
    const sign = text[at] ?? ''
    if (/['"`]/.test(sign)) {
      for (at++; at < text.length && text[at] !== sign; at++) if (text[at] === '\\') at++
    } else if (/[([{]/.test(sign)) depth++
    else if (/[)\]}]/.test(sign) && depth-- === 0) return text.slice(from, at)
    else if (depth === 0 && (sign === ',' || (sign === '\n' && isLine && endsThere(text, from, at))))
      return text.slice(from, at)
  }
  return text.slice(from)
}

/** Whether a line's end is one of what begins at `from`: nothing before or behind it says that it goes on. */
function endsThere(text: string, from: number, at: number): boolean {
  return /[^\s=>?:]\s*$/.test(text.slice(from, at)) && !/^\s*[?:.|&+]/.test(text.slice(at))
}

function breaches(from: (path: string) => boolean, allowed: (name: string) => boolean): string[] {
  return ours
    .filter(({ path }) => from(path))
    .flatMap(({ path, imports }) =>
      imports.filter(name => isOurs(name) && !allowed(name)).map(name => `${path} → ${name}`),
    )
}

function cyclesIn(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>()
  const found: string[] = []
  const visit = (path: string, trail: readonly string[]) => {
    const at = trail.indexOf(path)
    if (at !== -1) found.push([...trail.slice(at), path].join(' → '))
    if (at !== -1 || done.has(path)) return
    for (const next of graph.get(path) ?? []) if (graph.has(next)) visit(next, [...trail, path])
    done.add(path)
  }
  for (const path of graph.keys()) visit(path, [])
  return found
}
