// Owns the beginning of a listing that comes in pages: what the collector refuses, it refuses with the first.

/** The same rows, the first of which is there. @throws what the first page was refused with */
export async function begun<T>(rows: AsyncGenerator<T>): Promise<AsyncGenerator<T>> {
  const first = await rows.next()
  return (async function* () {
    if (first.done) return
    yield first.value
    yield* rows
  })()
}
