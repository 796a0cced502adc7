// Owns which processes are those of a web server or of PHP behind one: by the usual users, and by the usual programs, because
// hosting gives every shop a user of its own. Pure.
import { type Actor, type ActorParent, baseName } from './actor.ts'

/** Debian and Ubuntu, Red Hat, Alpine and others, Arch, SUSE, LiteSpeed, FreeBSD's port, containers of Bitnami and lighttpd. */
const users: ReadonlySet<string> = new Set([
  'www-data',
  'apache',
  'apache2',
  'nginx',
  'http',
  'httpd',
  'wwwrun',
  'lsadm',
  'www',
  'daemon',
  'lighttpd',
  'caddy',
  'nobody',
])

/** As executables are called; versions stand behind. */
const programs =
  /^(?:php-fpm|php-cgi|lsphp|apache2|httpd|nginx|angie|openresty|litespeed|lshttpd|openlitespeed|lighttpd|caddy|frankenphp|unitd|h2o)[\d.]*$/

/** Whether a program of this name serves pages, or runs PHP for one that does. */
export function isWebProgram(name: string): boolean {
  return programs.test(name)
}

/** Whether the process belongs to a web server's user, or runs below a web server. Of an unknown one nothing is said. */
export function isWebServer(actor: Actor): boolean {
  if (actor === 'unknown') return false
  return (actor.user !== null && users.has(actor.user)) || [actor, ...actor.parents].some(isWebProcess)
}

/** Where the executable is not to be seen, by what the kernel calls the process, which is the beginning of its title. */
function isWebProcess({ executable, name }: ActorParent): boolean {
  return isWebProgram(executable === null ? (name ?? '').replace(/:.*$/s, '') : baseName(executable))
}
