// Owns to which addresses a webhook may lead: a name is resolved once, every address that it has is looked at, and the
// connection goes to one of these, so that no second look-up can lead elsewhere.
import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'
import { translator } from '@sekisho/shared/messages.ts'

/** IANA special-purpose address registries: loopback, private, link-local, shared, documentation, multicast, reserved. */
const ranges: readonly (readonly [string, number, 'ipv4' | 'ipv6'])[] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.0.2.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['198.51.100.0', 24, 'ipv4'],
  ['203.0.113.0', 24, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  ['::', 127, 'ipv6'],
  // Addresses that stand for IPv4 ones could stand for any of the above.
  ['::ffff:0:0', 96, 'ipv6'],
  ['64:ff9b::', 96, 'ipv6'],
  ['64:ff9b:1::', 48, 'ipv6'],
  ['100::', 64, 'ipv6'],
  ['2001::', 23, 'ipv6'],
  ['2001:db8::', 32, 'ipv6'],
  ['2002::', 16, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  // Site-local, as it was called before fc00::/7 (RFC 3879).
  ['fec0::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
]
// One for each family: BlockList takes IPv4 addresses for mapped IPv6 ones too, and then every one of them would be special.
const special = { ipv4: new BlockList(), ipv6: new BlockList() }
for (const [net, prefix, family] of ranges) special[family].addSubnet(net, prefix, family)

export interface Resolved {
  readonly address: string
  readonly family: 4 | 6
}

export type Resolve = (name: string) => Promise<readonly { readonly address: string; readonly family: number }[]>

const resolveAll: Resolve = name => lookup(name, { all: true })

function isSpecial(address: string, family: 'ipv4' | 'ipv6'): boolean {
  return special[family].check(address, family)
}

/** Why nothing is sent there; names neither host nor address, which are secrets. */
export class NotPublic extends Error {
  override readonly name = 'NotPublic'
  readonly why: 'nowhere' | 'private'

  constructor(why: 'nowhere' | 'private') {
    super(translator('en')(`notify.${why}`))
    this.why = why
  }
}

/** `host`: as in a URL. @throws NotPublic where it leads to an address that is not public, and `allowPrivate` is false */
export async function addressOf(host: string, allowPrivate: boolean, resolve: Resolve = resolveAll): Promise<Resolved> {
  const bare = host.replace(/^\[|\]$/g, '')
  const literal = isIP(bare)
  const found = literal === 0 ? await resolve(bare) : [{ address: bare, family: literal }]
  const first = found[0]
  if (first === undefined) throw new NotPublic('nowhere')
  const inner = found.find(({ address, family }) => isSpecial(address, family === 6 ? 'ipv6' : 'ipv4'))
  if (inner !== undefined && !allowPrivate) throw new NotPublic('private')
  return { address: first.address, family: first.family === 6 ? 6 : 4 }
}
