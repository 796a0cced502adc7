// Owns giving memory back at once: hundreds of megabytes that wait for V8 to look are hundreds that another program has not.

/** Of bytes that have their memory to themselves; others are left. They are empty from then on, for whoever holds them. */
export function freeBuffer(bytes: Uint8Array): void {
  if (ownMemory(bytes)) bytes.buffer.transfer(0)
}

/** Nothing else lies in the memory of these bytes, so that it can be freed, or be another thread's. */
export function ownMemory(bytes: Uint8Array): bytes is Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength
}
