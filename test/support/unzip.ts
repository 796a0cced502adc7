// Owns the opening of a sealed archive for tests, with the library's own reader.
import { Uint8ArrayReader, Uint8ArrayWriter, ZipReader } from '@zip.js/zip.js'

/** Names and bytes, in the archive's order. */
export async function unzipped(archive: Uint8Array, password: string): Promise<[string, Buffer][]> {
  const reader = new ZipReader(new Uint8ArrayReader(archive), { useWebWorkers: false, password })
  const entries = await reader.getEntries()
  return Promise.all(
    entries.map(async entry => {
      if (entry.directory) throw new Error('a folder was not expected')
      return [entry.filename, Buffer.from(await entry.getData(new Uint8ArrayWriter()))] as [string, Buffer]
    }),
  )
}
