// What the recipes say, done: the scripts of the CI recipes with a real collector, and every other line as the command takes it.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@sekisho/shared/clock.ts'
import type { Command } from 'commander'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { buildProgram } from '../../bin/program.ts'
import { type Program, sekisho, startProgram } from '../support/sekisho.ts'
import { recordingTerminal } from '../support/shell.ts'

const house = new URL('../../', import.meta.url).pathname
const recipes = join(house, 'docs', 'recipes')
const files = readdirSync(recipes).filter(name => name.endsWith('.md'))

function blocksOf(file: string, language: string): string[] {
  const text = readFileSync(join(recipes, file), 'utf8')
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(match => match[1] ?? '')
}

/** The lines of a script that each call sekisho, as the words that bash makes of them. */
function callsOf(script: string): string[][] {
  const lines = script.replaceAll('\\\n', ' ').split('\n')
  return lines
    .map(line => line.replace(/^\s*(?:- )?/, ''))
    .filter(line => line.startsWith('sekisho ') && !line.startsWith('sekisho ()'))
    .map(line => {
      const shown = execFileSync('bash', [
        '-c',
        `sekisho() { printf '%s\\0' "$@"; }; GITHUB_REF_NAME=v1 CI_COMMIT_TAG=v1; ${line}`,
      ])
      return shown.toString().split('\0').slice(0, -1)
    })
}

/** Whether the command line is one that sekisho takes; nothing of it is run. */
async function takes(words: readonly string[]): Promise<boolean> {
  const terminal = recordingTerminal({}, [], [])
  const program = buildProgram({ terminal, environment: {}, clock: systemClock, outcome: { code: 0 } })
  let taken = false
  const stub = (command: Command) => {
    if (command.commands.length === 0 || command.registeredArguments.length > 0) {
      command.action(() => {
        taken = true
      })
    }
    command.commands.forEach(stub)
  }
  stub(program)
  await program.parseAsync(words, { from: 'user' })
  return taken
}

describe.each(files)('the recipe %s', file => {
  test(`holds only command lines that sekisho takes: ${file}`, async () => {
    const scripts = [...blocksOf(file, 'sh'), ...blocksOf(file, 'yaml')]
    const calls = scripts.flatMap(callsOf)
    expect(calls.length).toBeGreaterThan(0)
    for (const words of calls) expect(await takes(words), words.join(' ')).toBe(true)
  })
})

describe('publishing from CI', () => {
  let folder = ''
  let collector: Program | undefined
  let environment: Record<string, string> = {}
  let asked: string[] = []
  let id = ''

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sekisho-recipes-'))
    const [state, team] = [join(folder, 'collector'), join(folder, 'team')]
    collector = startProgram(['collector', '--port', '0', '--state', state])
    await collector.says('Collector running')
    asked = ['--state', state]
    await sekisho(['site', 'add', 'shop', ...asked])
    id = (await sekisho(['key', 'create', 'ci', '--state', team])).trim()
    await sekisho(['key', 'trust', id, '--name', 'ci', '--component', 'shop', ...asked])
    const { address } = JSON.parse(readFileSync(join(state, 'collector', 'local.json'), 'utf8'))
    environment = {
      PATH: process.env.PATH ?? '',
      LANG: 'C',
      SEKISHO_HOME: house,
      SEKISHO_COLLECTOR: address,
      SEKISHO_TOKEN: (await sekisho(['token', 'create', 'ci', '--role', 'publish', '--site', 'shop', ...asked])).trim(),
    }
    const shop = join(folder, 'work', 'shop')
    mkdirSync(join(shop, '.git'), { recursive: true })
    writeFileSync(join(shop, 'index.php'), '<?php\n')
    writeFileSync(join(shop, '.git', 'config'), '')
  })

  afterAll(async () => {
    await collector?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  const run = (script: string, cwd: string, more: Record<string, string>) =>
    execFileSync('bash', ['-eo', 'pipefail', '-c', script], {
      cwd,
      env: { ...environment, ...more },
      stdio: 'pipe',
    }).toString()
  const releases = async () => {
    const rows = (await sekisho(['release', 'list', '--json', ...asked])).trim().split('\n')
    return rows.map(row => JSON.parse(row))
  }

  test('the step of GitHub Actions signs and publishes what was built, and no more than that', async () => {
    const { jobs } = parse(blocksOf('github-actions.md', 'yaml')[0] ?? '')
    const steps: readonly { name?: string; run?: string; env?: object }[] = jobs.release.steps
    const step = steps.find(({ run: script }) => script?.includes('release publish'))
    const said = run(step?.run ?? '', join(folder, 'work'), {
      SEKISHO_KEY: readFileSync(join(folder, 'team', 'keys', 'ci.key'), 'utf8').trimEnd(),
      SEKISHO_STATE: join(folder, 'github'),
      GITHUB_REF_NAME: 'v1.4.0',
    })
    expect(said).toContain('shop v1.4.0: 1 file')
    expect(await releases()).toMatchObject([{ component: 'shop', version: 'v1.4.0', signer: id, files: 1 }])
  })

  test('the job of GitLab CI does, and leaves no key behind', async () => {
    const { publish } = parse(blocksOf('gitlab-ci.md', 'yaml')[0] ?? '')
    writeFileSync(join(folder, 'work', 'shop', 'new.php'), '<?php\n')
    const state = join(folder, 'gitlab')
    run(publish.script.join('\n'), join(folder, 'work', 'shop'), {
      SEKISHO_KEY: join(folder, 'team', 'keys', 'ci.key'),
      SEKISHO_STATE: state,
      CI_COMMIT_TAG: 'v1.5.0',
    })
    expect((await releases()).find(({ version }) => version === 'v1.5.0')).toMatchObject({ files: 2 })
    expect(readdirSync(folder)).not.toContain('gitlab')
  })

  test('what a host of this machine is bound to is no release, also where only the collector knows it', async () => {
    const root = join(folder, 'work', 'shop')
    const token = (await sekisho(['enroll', 'token', ...asked])).trim()
    await sekisho(['enroll', '-', '--name', hostname(), '--state', join(folder, 'agent')], { input: token })
    await sekisho(['root', 'bind', hostname(), root, '--site', 'shop', '--profile', 'php', ...asked])
    const named = ['--component', 'shop', '--release', '9', '--out', join(folder, 'watched.json')]
    const create = sekisho(['release', 'create', root, ...named, ...asked])
    await expect(create).rejects.toThrow(`it is what the watched root ${root} holds`)
  })

  test('a key that is trusted for one component publishes no other, and a revoked one publishes nothing', async () => {
    const team = ['--state', join(folder, 'team')]
    const shop = join(folder, 'work', 'shop')
    const publish = async (component: string, version: string) => {
      const out = join(folder, `${component}-${version}.json`)
      await sekisho(['release', 'create', shop, '--component', component, '--release', version, '--out', out, ...team])
      await sekisho(['release', 'publish', out, '--site', 'shop', ...asked])
    }
    await expect(publish('theme', '1')).rejects.toThrow(`${id} signed it, which is not trusted for the component theme`)
    const said = await sekisho(['key', 'revoke', id, '--reason', 'the build machine was taken over', ...asked])
    expect(said).toContain('shop v1.5.0')
    await expect(publish('shop', '2')).rejects.toThrow('a key that is not trusted here')
    expect(await sekisho(['key', 'list', ...asked])).toMatch(/revoked .* the build machine was taken over/)
    await expect(sekisho(['key', 'trust', id, '--name', 'again', ...asked])).rejects.toThrow('make another key')
  })
})
