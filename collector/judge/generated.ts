// Owns what makes generated code doubtful: a second content at its path, another form than its compiler's, a source that
// nothing permits. Pure; how such a doubt weighs is judge.ts's, and which facts there are ingest's to bring.
import { executableByName } from '@sekisho/shared/classify.ts'
import type { Present } from '@sekisho/shared/observation.ts'
import { permittedDigest } from '@sekisho/shared/permitted.ts'
import type { ReasonCode } from '@sekisho/shared/verdict.ts'
import type { Case, Generated } from '../handover.ts'
import { executableContent } from './content.ts'

/** Since which version marks tell of compiled templates. */
const tellsCompiled = 3

/** Why the rule of class `generated` does not cover the code that is there; null where it does. Of an empty file nothing is run. */
export function generatedDoubt(question: Case, after: Present): ReasonCode | null {
  const { where, path, generated } = question
  if (where.class !== 'generated' || generated === undefined || after.type !== 'file' || after.size === 0) return null
  if (!executableByName(path) && !executableContent(after)) return null
  if (isWrittenAgain(generated, after)) return 'generated-rewritten'
  const { compiled } = where
  const told = after.marks !== null && after.marks.version >= tellsCompiled
  if (compiled !== undefined && told && after.marks?.compiled?.by !== compiled) return 'not-compiled'
  return generated.source === 'unpermitted' ? 'source-unpermitted' : null
}

/**
 * Code that stood there is another now, though its cache folder was not made anew. A compiled template is the same where all
 * but the time of compiling is, and may be another where its source has become another that is permitted.
 */
function isWrittenAgain({ earlier, source }: Generated, after: Present): boolean {
  if (earlier === null || source === 'changed' || permittedDigest(earlier) === permittedDigest(after)) return false
  // Agents of before marks of version 3 say nothing of folders.
  if (earlier.folder === undefined || earlier.folder !== after.folder) return false
  const [was, is] = [earlier.marks?.compiled, after.marks?.compiled]
  return was === undefined || is === undefined || was.body !== is.body || was.source !== is.source
}
