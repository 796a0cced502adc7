// Owns how the collector's certificate and key are read as its config names them: what TLS cannot be spoken with is refused
// before anything is opened, naming the file. The server is server.ts's.
import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import { errnoOf, Failure } from '@sekisho/shared/failures.ts'
import type { MessageKey, Say } from '@sekisho/shared/messages.ts'

/** PEM texts. */
export interface Certificate {
  readonly cert: string
  readonly key: string
}

/** `files`: the config's `tls`. @throws Failure config-invalid that names the file */
export function readCertificate(files: Certificate, say: Say): Certificate {
  const cert = readPem('tls.cert', files.cert, say)
  const key = readPem('tls.key', files.key, say)
  const refuse = (file: string, why: MessageKey) => (cause?: unknown) =>
    new Failure('config-invalid', say(why, { cert: files.cert }), { place: file, cause })
  // One after the other: of both together OpenSSL does not say which it could not read.
  prove({ cert }, refuse(files.cert, 'tls.cert-empty'))
  prove({ key }, refuse(files.key, 'tls.key-empty'))
  prove({ cert, key }, refuse(files.key, 'tls.key-other'))
  return { cert, key }
}

function prove(parts: Partial<Certificate>, refusal: (cause?: unknown) => Failure): void {
  // Node takes an empty text for a part that is not given, and the server would start without it.
  if (Object.values(parts).includes('')) throw refusal()
  try {
    createSecureContext(parts)
  } catch (error) {
    throw refusal(error)
  }
}

function readPem(what: string, file: string, say: Say): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const detail = errnoOf(error) ?? 'EIO'
    throw new Failure('config-invalid', say('tls.unreadable', { what, detail }), { place: file, cause: error })
  }
}
