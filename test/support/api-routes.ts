// Owns the list of every route of the API with the least role it asks for and a request that it takes, written by hand:
// tests hold the application to it.
import type { Role } from '../../collector/handover.ts'

export interface RouteCase {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** As OpenAPI writes it. */
  readonly route: string
  readonly what: string
  readonly role: Role
  readonly body?: unknown
  /** Status for somebody who may. */
  readonly status: number
}

const key = 'd'.repeat(64)

export const routeCases: readonly RouteCase[] = [
  { method: 'GET', route: '/files', what: 'files', role: 'read', status: 200 },
  { method: 'GET', route: '/findings', what: 'findings', role: 'read', status: 200 },
  { method: 'GET', route: '/findings/{id}', what: 'findings/1', role: 'read', status: 404 },
  { method: 'GET', route: '/hosts', what: 'hosts', role: 'read', status: 200 },
  { method: 'GET', route: '/sites', what: 'sites', role: 'read', status: 200 },
  { method: 'GET', route: '/gaps', what: 'gaps?host=web1', role: 'read', status: 200 },
  { method: 'GET', route: '/keys', what: 'keys', role: 'read', status: 200 },
  { method: 'GET', route: '/profiles', what: 'profiles', role: 'read', status: 200 },
  {
    method: 'POST',
    route: '/profiles/try',
    what: 'profiles/try',
    role: 'read',
    body: { profile: { name: 'own', title: 'Own', rules: [] }, paths: ['a'] },
    status: 200,
  },
  { method: 'GET', route: '/releases', what: 'releases', role: 'read', status: 200 },
  { method: 'GET', route: '/releases/{id}/entries', what: 'releases/1/entries', role: 'read', status: 200 },
  { method: 'GET', route: '/summary', what: 'summary?host=web1&root=/srv/shop', role: 'read', status: 404 },
  { method: 'GET', route: '/coverage', what: 'coverage?host=web1&root=/srv/shop', role: 'read', status: 404 },
  { method: 'GET', route: '/explain', what: 'explain?host=web1&path=/srv/shop/a.php', role: 'read', status: 404 },
  { method: 'GET', route: '/status', what: 'status', role: 'read', status: 200 },
  { method: 'GET', route: '/live', what: 'live', role: 'read', status: 200 },
  { method: 'POST', route: '/session/end', what: 'session/end', role: 'read', status: 400 },
  { method: 'POST', route: '/releases', what: 'releases?site=shop', role: 'publish', body: {}, status: 200 },
  { method: 'POST', route: '/sites', what: 'sites', role: 'admin', body: { name: 'shop' }, status: 204 },
  {
    method: 'POST',
    route: '/roots',
    what: 'roots',
    role: 'admin',
    body: { host: 'web1', root: '/srv/shop', site: 'shop', prefix: '', profile: 'php' },
    status: 204,
  },
  { method: 'POST', route: '/keys', what: 'keys', role: 'admin', body: { key, name: 'release team' }, status: 204 },
  {
    method: 'POST',
    route: '/keys/{key}/revoke',
    what: `keys/${key}/revoke`,
    role: 'admin',
    body: { reason: 'it was copied' },
    status: 204,
  },
  {
    method: 'POST',
    route: '/tokens',
    what: 'tokens',
    role: 'admin',
    body: { name: 'ci', role: 'publish' },
    status: 200,
  },
  { method: 'POST', route: '/enrolments', what: 'enrolments', role: 'admin', body: { minutes: 60 }, status: 200 },
  { method: 'POST', route: '/links', what: 'links', role: 'admin', body: {}, status: 200 },
  {
    method: 'POST',
    route: '/hosts/{host}/orders',
    what: 'hosts/web1/orders',
    role: 'admin',
    body: { what: 'walk', root: null },
    status: 409,
  },
  { method: 'GET', route: '/components', what: 'components', role: 'read', status: 200 },
  { method: 'GET', route: '/judging', what: 'judging', role: 'read', status: 200 },
  { method: 'GET', route: '/malicious', what: 'malicious', role: 'read', status: 200 },
  {
    method: 'GET',
    route: '/malicious/{sha256}/sightings',
    what: `malicious/${key}/sightings`,
    role: 'read',
    status: 200,
  },
  { method: 'GET', route: '/releases/{id}/difference', what: 'releases/1/difference', role: 'read', status: 200 },
  {
    method: 'POST',
    route: '/releases/{id}/activate',
    what: 'releases/1/activate',
    role: 'admin',
    body: {},
    status: 200,
  },
  {
    method: 'POST',
    route: '/releases/{id}/confirm',
    what: 'releases/1/confirm',
    role: 'admin',
    body: { difference: key },
    status: 200,
  },
  {
    method: 'POST',
    route: '/releases/{id}/revoke',
    what: 'releases/1/revoke',
    role: 'admin',
    body: { reason: 'why' },
    status: 200,
  },
  {
    method: 'POST',
    route: '/releases/{id}/expire',
    what: 'releases/1/expire',
    role: 'admin',
    body: { expiresAt: null, reason: 'why' },
    status: 200,
  },
  {
    method: 'POST',
    route: '/sites/{site}/components',
    what: 'sites/shop/components',
    role: 'admin',
    body: { component: 'shop' },
    status: 204,
  },
  {
    method: 'DELETE',
    route: '/sites/{site}/components/{component}',
    what: 'sites/shop/components/theme',
    role: 'admin',
    status: 204,
  },
  {
    method: 'POST',
    route: '/malicious',
    what: 'malicious',
    role: 'admin',
    body: { sha256: key, reason: 'why' },
    status: 204,
  },
  {
    method: 'POST',
    route: '/malicious/{sha256}/withdraw',
    what: `malicious/${key}/withdraw`,
    role: 'admin',
    body: { reason: 'why' },
    status: 204,
  },
  { method: 'POST', route: '/hosts/{host}/revoke', what: 'hosts/web1/revoke', role: 'admin', status: 204 },
]
