// Owns whether a program is installed that ours are compared with. What is missing is said, not fetched.
import { existsSync } from 'node:fs'
import { join } from 'node:path'

export function isInstalled(command: string): boolean {
  return (process.env.PATH ?? '').split(':').some(folder => existsSync(join(folder, command)))
}
