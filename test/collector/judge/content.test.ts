// Holds the judge to the test set of content: among uploads everything clean is expected, and nothing hidden is.
import { marksOf } from '@sekisho/shared/marks.ts'
import type { Present } from '@sekisho/shared/observation.ts'
import { pathText } from '@sekisho/shared/path.ts'
import { describe, expect, test } from 'vitest'
import type { Case } from '../../../collector/handover.ts'
import { judge } from '../../../collector/judge/judge.ts'
import { file } from '../../support/batches.ts'
import { cleanUploads, hiddenUploads, type Upload } from '../../support/content-set.ts'
import { caseOf } from './cases.ts'

function uploaded({ name, bytes }: Upload): Case {
  const marks = marksOf(bytes, { name, size: bytes.length, settingsKey: null })
  const after: Present = { ...file('x'), size: bytes.length, marks }
  const plain = caseOf({ kind: 'added', there: 'file', class: 'upload', payment: false, permit: 'none' })
  return { ...plain, path: pathText(Buffer.from(`upload/${name}`)), after }
}

/** Forms that docs/content.md lists as not seen. One that is seen some day goes from there to the test set. */
const unseen: readonly Upload[] = [
  { name: 'tagless.txt', bytes: Buffer.from('echo system($_GET["c"]);') },
  { name: 'object.txt', bytes: Buffer.from('O:8:"Template":1:{s:4:"file";s:9:"/tmp/a.so";}') },
  { name: 'old-tag.gif', bytes: Buffer.from('GIF89a<script language="php">echo 1;</script>') },
  { name: 'asp.txt', bytes: Buffer.from('<% echo 1; %>') },
  { name: 'short-tag.txt', bytes: Buffer.from('x <?a();') },
  { name: 'script.txt', bytes: Buffer.from('document.forms[0].onsubmit = steal;') },
  { name: '7z-behind.gif', bytes: Buffer.concat([Buffer.from('GIF89a'), Buffer.from('377abcaf271c0004', 'hex')]) },
]

describe('content among uploads', () => {
  for (const upload of cleanUploads) {
    test(`${upload.name} is expected`, () => {
      expect(judge(uploaded(upload))).toMatchObject({ verdict: 'expected', reasons: ['class-rule'] })
    })
  }

  for (const upload of hiddenUploads) {
    test(`${JSON.stringify(upload.name)} is unauthorised: ${upload.reasons.join(', ')}`, () => {
      const executable = upload.reasons[0] === 'executable-in-upload'
      expect(judge(uploaded(upload))).toMatchObject({
        verdict: 'unauthorised',
        severity: executable ? 'critical' : upload.reasons[0] === 'type-unlisted' ? 'medium' : 'high',
        reasons: [...upload.reasons, 'unknown-file'],
      })
    })
  }

  for (const upload of unseen) {
    test(`${upload.name} passes, as one of the forms that nothing sees through`, () => {
      expect(judge(uploaded(upload))).toMatchObject({ verdict: 'expected' })
    })
  }
})
