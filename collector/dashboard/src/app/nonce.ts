// Owns the nonce that lets this page's own <style> elements through the content security policy.
import { setNonce } from 'get-nonce'

/** Browsers hide the attribute's text from scripts and styles; the property keeps it. */
function readNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''
}

export const styleNonce = readNonce()

/** The scroll lock of dialogs makes its <style> through a library that asks get-nonce. */
export function lendNonce(): void {
  setNonce(styleNonce)
}
