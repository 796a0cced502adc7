// Owns the comparison of what a collector holds with what the disk has, for tests.
import type { PathText } from '@sekisho/shared/path.ts'
import { unpackObservation } from '../../collector/store/observations.ts'
import type { CrashHouse } from './crash-house.ts'
import { scan, wordsOf } from './disk-scan.ts'

function inventoryOf(house: CrashHouse): Map<PathText, string> {
  const rows = house.rows('SELECT path, observation FROM inventory')
  return new Map(rows.map(row => [row.path as PathText, wordsOf(unpackObservation(String(row.observation)))]))
}

/** Where inventory and disk are not the same. */
export function differencesOf(house: CrashHouse): string[] {
  const inventory = inventoryOf(house)
  const disk = scan(house.root)
  return [...new Set([...inventory.keys(), ...disk.keys()])].flatMap(path => {
    const held = inventory.get(path) ?? 'absent'
    const stands = disk.get(path) ?? ['absent']
    return stands.includes(held) ? [] : [`${path}: holds ${held}, stands ${stands[0]}`]
  })
}
