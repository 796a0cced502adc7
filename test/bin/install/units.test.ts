// Owns the laws of the units: no privilege that is not named here, the shop before the agent, and systemd takes each line.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type UnitPlace, unitText } from '../../../bin/install/units.ts'
import { temporaryFolder } from '../../support/folder.ts'

const place: UnitPlace = {
  node: process.execPath,
  entry: new URL('../../../bin/sekisho.js', import.meta.url).pathname,
  config: '/etc/sekisho/agent.yaml',
  user: 'daemon',
  seesProcesses: false,
}
const analyses = existsSync('/usr/bin/systemd-analyze')
if (!analyses) console.warn('SKIPPED: units cannot be verified without systemd-analyze (Debian: systemd)')

function directives(text: string): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const line of text.split('\n')) {
    const [, name, value] = /^(\w+)=(.*)$/.exec(line) ?? []
    if (name !== undefined) found.set(name, [...(found.get(name) ?? []), value ?? ''])
  }
  return found
}

function writtenUnit(program: 'agent' | 'collector'): string {
  const file = join(temporaryFolder(), `sekisho-${program}.service`)
  writeFileSync(file, unitText(program, place))
  return file
}

describe('a unit', () => {
  test('gives the agent two capabilities, the collector none, and neither a way to more', () => {
    const agent = directives(unitText('agent', place))
    const collector = directives(unitText('collector', place))
    for (const name of ['CapabilityBoundingSet', 'AmbientCapabilities']) {
      expect(agent.get(name)).toEqual(['CAP_DAC_READ_SEARCH CAP_SYS_ADMIN'])
      expect(collector.get(name)).toEqual([''])
    }
    for (const unit of [agent, collector]) {
      expect(unit.get('NoNewPrivileges')).toEqual(['yes'])
      expect(unit.get('User')).toEqual(['daemon'])
      expect(unit.get('ProtectSystem')).toEqual(['strict'])
    }
  })

  test('lets the agent see into processes only where that was asked for', () => {
    const seeing = directives(unitText('agent', { ...place, seesProcesses: true }))
    expect(seeing.get('AmbientCapabilities')).toEqual(['CAP_DAC_READ_SEARCH CAP_SYS_ADMIN CAP_SYS_PTRACE'])
    expect(unitText('collector', { ...place, seesProcesses: true })).toBe(unitText('collector', place))
  })

  test('lets the agent die before the shop, comes back, and never gives up', () => {
    const agent = directives(unitText('agent', place))
    expect(Number(agent.get('OOMScoreAdjust')?.[0])).toBeGreaterThan(0)
    expect(Number(agent.get('Nice')?.[0])).toBeGreaterThan(0)
    for (const name of ['MemoryMax', 'WatchdogSec', 'IOSchedulingClass']) expect(agent.has(name)).toBe(true)
    expect(agent.get('Restart')).toEqual(['always'])
    expect(agent.get('StartLimitIntervalSec')).toEqual(['0'])
  })

  test('names paths as systemd reads them: blanks quoted, percent and dollar signs doubled', () => {
    const odd = unitText('agent', { ...place, node: '/opt/my node/bin', entry: '/opt/100%/$a"b\\c' })
    expect(odd).toContain(
      'ExecStart="/opt/my node/bin" "/opt/100%%/$$a\\"b\\\\c" agent --config /etc/sekisho/agent.yaml',
    )
  })

  test.skipIf(!analyses).each(['agent', 'collector'] as const)('is taken by systemd as it stands: %s', program => {
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', writtenUnit(program)])
    expect(stderr.toString()).toBe('')
    expect(status).toBe(0)
  })

  test.skipIf(!analyses).each([
    ['agent', 3],
    ['collector', 1.5],
  ] as const)('leaves little open by the measure of systemd: %s below %d of 10', (program, most) => {
    const words = ['security', '--offline=true', '--no-pager', writtenUnit(program)]
    const told = execFileSync('systemd-analyze', words).toString()
    expect(Number(/exposure level for \S+ ([\d.]+)/.exec(told)?.[1])).toBeLessThan(most)
  })
})
