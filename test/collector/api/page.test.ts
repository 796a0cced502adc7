// Owns the laws of serving the page: its policy, its nonce, what is kept by browsers, and what is not served.
import { describe, expect, test } from 'vitest'
import { openApiHouse } from '../../support/api-house.ts'

const page = {
  'index.html': '<meta property="csp-nonce" nonce="__CSP_NONCE__"><style nonce="__CSP_NONCE__"></style>',
  'icon.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
  '.inputs': 'digest',
  'assets/main-1a2b.js': 'export {}',
}

describe('the page', () => {
  test('every load has a policy of its own: scripts and connections by origin, styles by a fresh nonce', async () => {
    const house = await openApiHouse({ page })
    const load = async () => {
      const answer = await fetch(`${house.address}/`)
      return { policy: answer.headers.get('content-security-policy') ?? '', text: await answer.text() }
    }
    const [first, second] = [await load(), await load()]
    const nonce = /'nonce-([^']+)'/.exec(first.policy)?.[1] ?? ''
    expect(
      first.policy
        .split(';')
        .map(part => part.trim())
        .sort(),
    ).toEqual([
      "base-uri 'none'",
      "connect-src 'self'",
      "default-src 'none'",
      "font-src 'self'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "img-src 'self' data:",
      "script-src 'self'",
      `style-src 'self' 'nonce-${nonce}'`,
    ])
    expect(first.text).toBe(page['index.html'].replaceAll('__CSP_NONCE__', nonce))
    expect(second.policy).not.toBe(first.policy)
  })

  test('files named by their content are kept for ever, everything else is asked for again', async () => {
    const house = await openApiHouse({ page })
    const kept = async (path: string) => (await fetch(house.address + path)).headers.get('cache-control')
    expect(await kept('/assets/main-1a2b.js')).toBe('public, max-age=31536000, immutable')
    expect(await kept('/icon.svg')).toBe('no-cache')
    expect(await kept('/')).toBe('no-store')
  })

  test('nothing outside the page is served, nor what is hidden in it, nor the page without its nonce', async () => {
    const house = await openApiHouse({ page })
    for (const path of [
      '/.inputs',
      '/index.html',
      '/assets',
      '/assets/',
      '/..%2f..%2fetc/passwd',
      '/%2e%2e/x',
      '/agent',
      '/api/v1/none',
    ]) {
      const answer = await fetch(house.address + path, { redirect: 'manual' })
      expect([path, answer.status]).toEqual([path, expect.toBeOneOf([403, 404])])
      expect(await answer.json()).toMatchObject({ place: null })
    }
  })

  test('where the page was not built, it says how to build it', async () => {
    const house = await openApiHouse()
    const answer = await fetch(`${house.address}/`)
    expect([answer.status, await answer.text()]).toEqual([
      503,
      'The page has not been built. Build it with: npm run prestart\n',
    ])
  })

  test('answers with rows are never kept, and are never taken for a page', async () => {
    const house = await openApiHouse()
    const answer = await house.ask('GET', 'files', { token: await house.token('read') })
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
  })
})
