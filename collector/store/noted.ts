// Owns how few are sought among many by what is said of them: SQL that begins with a root, goes by the small indexes of what
// is noted, and names its words `w`. What is noted is judgements' to say.
import type { PathText } from '@sekisho/shared/path.ts'
import type { Connection, Value } from './connection.ts'

/** Findings `s` of the root `r`. */
export const notedFindings = `root r CROSS JOIN judgement w INDEXED BY judgement_noted ON w.noted = 1
  CROSS JOIN said s INDEXED BY said_noted ON s.root = r.id AND s.judgement = w.id AND s.noted = 1`

/** Those that are open. By the word first: most of what is noted may be what was replaced, and none of that is looked at. */
export const isOpen = `w.verdict = 'unauthorised' AND s.open = 1`

/** With what each finding is of, `p`. */
export const notedPaths = `${notedFindings} CROSS JOIN finding_row p ON p.id = s.finding`

/** Rows `p` of the inventory that say something else than their finding. */
export const notedRows = `root r CROSS JOIN inventory_row p INDEXED BY inventory_noted ON p.root = r.id AND p.noted = 1
  CROSS JOIN judgement w ON w.id = p.judgement`

/** Beyond these it is better to go through all rows in their order. */
const mostSought = 2_000

/**
 * Where rows of the inventory may be for which the condition on the words `w` holds, as JSON; null where there are too many.
 * What stands there now has to be asked.
 */
export function soughtPaths(
  connection: Connection,
  root: number,
  condition: string,
  ...values: Value[]
): string | null {
  const paths = [notedPaths, notedRows].flatMap(source =>
    connection
      .all<{ path: PathText }>(
        `SELECT p.path FROM ${source} WHERE r.id = ? AND ${condition} LIMIT ${mostSought + 1}`,
        root,
        ...values,
      )
      .map(({ path }) => path),
  )
  return paths.length > mostSought ? null : JSON.stringify(paths)
}
