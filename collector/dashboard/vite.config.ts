// Owns how the page's bundle is made. Files only; who serves it, and under which policy, is the api room's.
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

declare const process: { readonly env: Record<string, string | undefined> }

export default defineConfig(({ command }) => {
  // Vite keeps a NODE_ENV that it finds, such as a test runner's, and would then bundle React for development.
  if (command === 'build') process.env.NODE_ENV = 'production'
  return {
    plugins: [react()],
    // Replaced for each answer by the server: Mantine writes <style> elements, which the policy allows by nonce only.
    html: { cspNonce: '__CSP_NONCE__' },
    build: {
      target: 'es2023',
      // An inlined font or image would be a data: address, which the policy refuses.
      assetsInlineLimit: 0,
      // What the first view needs is one chunk on purpose, 235 KB compressed with its styles; lists that few look at come later.
      chunkSizeWarningLimit: 700,
      modulePreload: { polyfill: false },
    },
  }
})
