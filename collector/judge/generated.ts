// Owns what makes generated code doubtful: a second content at its path, another form than its compiler's, a source that
// nothing permits. Pure; how such a doubt weighs is judge.ts's, and which facts there are ingest's to bring.
import { executableByName } from '@sekisho/shared/classify.ts'
import type { Present } from '@sekisho/shared/observation.ts'
import { permittedDigest } from '@sekisho/shared/permitted.ts'
import type { ReasonCode } from '@sekisho/shared/verdict.ts'
import type { Case, Generated } from '../handover.ts'
import { executableMarksAmong } from './content.ts'

/** Since which version marks tell of compiled templates. */
const tellsCompiled = 3

/** As far as code is told by it. */
type Content = Pick<Present, 'type' | 'size' | 'target' | 'digest' | 'marks' | 'folder'>

/** Why the rule of class `generated` does not cover the code that is there; null where it does. Of an empty file nothing is run. */
export function generatedDoubt(question: Case, after: Content): ReasonCode | null {
  const { where, path, generated } = question
  if (where.class !== 'generated' || generated === undefined || after.type !== 'file' || after.size === 0) return null
  if (!executableByName(path) && !(after.marks !== null && executableMarksAmong(after.marks))) return null
  if (isWrittenAgain(generated, after)) return 'generated-rewritten'
  const { compiled } = where
  const told = after.marks !== null && after.marks.version >= tellsCompiled
  if (compiled !== undefined && told && after.marks?.compiled?.by !== compiled) return 'not-compiled'
  return generated.source === 'unpermitted' ? 'source-unpermitted' : null
}

/**
 * The same of what was there for a moment, the gravest first. Nobody saw which folder that was in, so it is taken for the one that
 * was there before: else whoever deletes what he wrote would pass.
 */
export function transientDoubt(question: Case): ReasonCode | null {
  const { between = [], generated } = question
  const folder = generated?.earlier?.folder
  const doubts = between.map(({ size, digest, marks }, index) => {
    const content = {
      type: 'file',
      size,
      target: null,
      digest,
      marks,
      ...(folder === undefined ? {} : { folder }),
    } as const
    return generatedDoubt(questionOf(question, index), content)
  })
  const found = doubts.filter(doubt => doubt !== null)
  return found.find(doubt => doubt !== 'source-unpermitted') ?? found[0] ?? null
}

/** As it is asked of one of the contents that were there in between: each may name a source of its own. */
export function questionOf(question: Case, index: number): Case {
  const { generated } = question
  const source = generated?.between?.[index]
  return generated === undefined || source === undefined
    ? question
    : { ...question, generated: { ...generated, source } }
}

/**
 * Code that stood there is another now, though its cache folder was not made anew. A compiled template is the same where all
 * but the time of compiling is, and may be another where its source has become another that is permitted.
 */
function isWrittenAgain({ earlier, source }: Generated, after: Content): boolean {
  if (earlier === null || source === 'changed' || permittedDigest(earlier) === permittedDigest(after)) return false
  // Agents of before marks of version 3 say nothing of folders.
  if (earlier.folder === undefined || earlier.folder !== after.folder) return false
  const [was, is] = [earlier.marks?.compiled, after.marks?.compiled]
  return was === undefined || is === undefined || was.body !== is.body || was.source !== is.source
}
