import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { entriesOfGit } from '../../publisher/source/git.ts'
import { temporaryFolder } from '../support/folder.ts'
import { entriesOfTool, fixture, sorted } from '../support/release-fixture.ts'

function git(cwd: string, ...words: string[]): string {
  const environment = { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', HOME: cwd }
  const identity = ['-c', 'user.name=shop', '-c', 'user.email=shop@example.jp']
  return execFileSync('git', [...identity, ...words], { cwd, env: environment, stdio: 'pipe' }).toString()
}

/** The fixture's repository, as a bare one or with an empty work tree. */
function cloned(...words: string[]): string {
  const repository = join(temporaryFolder(), 'shop')
  git('/', 'clone', '-q', '--no-checkout', ...words, fixture('shop.bundle'), repository)
  return repository
}

function repositoryOf(files: Readonly<Record<string, string>>): string {
  const repository = temporaryFolder()
  git(repository, 'init', '-q', '-b', 'main')
  for (const [name, content] of Object.entries(files)) writeFileSync(join(repository, name), content)
  git(repository, 'add', '-A')
  git(repository, 'commit', '-q', '-m', 'x')
  return repository
}

describe('the entries of a git revision', () => {
  test('they are what sha256sum says of a checkout: line ends, encodings, idents, names that are bytes', async () => {
    const link = { path: 'link', sha256: '', type: 'symlink' as const }
    for (const repository of [cloned(), cloned('--bare')]) {
      const { entries } = await entriesOfGit({ repository, revision: 'v1.0' })
      const files = entries.filter(({ type }) => type === 'file')
      expect(files).toEqual(sorted(entriesOfTool('checkout.sums')))
      expect(entries.filter(({ type }) => type === 'symlink')).toMatchObject([{ ...link, sha256: expect.any(String) }])
    }
  })

  test('nothing is checked out, and the repository is left as it was', async () => {
    const repository = cloned()
    const before = git(repository, 'status', '--porcelain', '-z')
    await entriesOfGit({ repository, revision: 'v1.0' })
    expect(git(repository, 'status', '--porcelain', '-z')).toBe(before)
    expect(existsSync(join(repository, 'a.bat'))).toBe(false)
  })

  test('a submodule and a file behind a filter are refused by name, with what to do', async () => {
    const read = entriesOfGit({ repository: cloned(), revision: 'v1.1' })
    await expect(read).rejects.toThrow(/plugin is a submodule.*release it from its own repository with --prefix plugin/)
    await expect(read).rejects.toThrow(/large\.bin goes through the filter lfs at checkout/)
    const exclude = ['plugin', '*.bin']
    const { entries } = await entriesOfGit({ repository: cloned(), revision: 'v1.1' }, { exclude })
    expect(entries.map(({ path }) => path)).not.toContain('plugin')
    expect(entries.length).toBeGreaterThan(10)
  })

  test('a revision that is none is refused, and one that looks like an option is no option', async () => {
    const repository = cloned()
    for (const revision of ['v9', '--output=/tmp/x', '-h', '', 'v1.0 v1.1', 'v1.0..v1.1']) {
      await expect(entriesOfGit({ repository, revision })).rejects.toMatchObject({ code: 'release-refused' })
    }
  })

  test('a folder that is no repository is refused, also where one lies above it', async () => {
    const inside = join(repositoryOf({ 'index.php': 'x' }), 'inside')
    mkdirSync(inside)
    await expect(entriesOfGit({ repository: inside, revision: 'HEAD' })).rejects.toThrow('not a git repository')
    const missing = entriesOfGit({ repository: '/missing', revision: 'HEAD' })
    await expect(missing).rejects.toMatchObject({ code: 'file-unreadable' })
  })

  test('nothing that a hostile repository configures is run', async () => {
    const repository = repositoryOf({
      'index.php': '<?php\n',
      '.gitattributes': '*.php filter=evil diff=evil merge=evil\n*.txt filter=evil\n',
    })
    const mark = join(temporaryFolder(), 'ran')
    const evil = join(repository, 'evil.sh')
    writeFileSync(evil, `#!/bin/sh\necho "$0 $*" >> '${mark}'\ncat\n`)
    chmodSync(evil, 0o755)
    const config = [
      ...[
        'filter.evil.smudge',
        'filter.evil.clean',
        'filter.evil.process',
        'core.fsmonitor',
        'core.pager',
        'core.editor',
      ],
      ...[
        'core.sshCommand',
        'core.gitProxy',
        'core.askPass',
        'credential.helper',
        'diff.evil.textconv',
        'diff.external',
      ],
      ...[
        'core.alternateRefsCommand',
        'uploadpack.packObjectsHook',
        'gpg.program',
        'tar.tar.gz.command',
        'tar.tar.command',
      ],
      ...['alias.rev-parse', 'alias.archive', 'sequence.editor', 'pager.rev-parse', 'pager.archive'],
    ]
    for (const key of config) git(repository, 'config', key, key.startsWith('alias') ? `!${evil}` : evil)
    git(repository, 'config', 'core.hooksPath', repository)
    for (const hook of ['post-checkout', 'post-index-change', 'reference-transaction', 'fsmonitor-watchman']) {
      writeFileSync(join(repository, hook), readFileSync(evil))
      chmodSync(join(repository, hook), 0o755)
    }
    // A remote that promises objects would be asked for the missing one, by a command of its own.
    git(repository, 'config', 'remote.origin.url', `ext::${evil} %S`)
    git(repository, 'config', 'remote.origin.promisor', 'true')
    git(repository, 'config', 'protocol.ext.allow', 'always')
    await expect(entriesOfGit({ repository, revision: 'HEAD' })).rejects.toThrow('filter evil')
    await expect(entriesOfGit({ repository, revision: 'HEAD' }, { exclude: ['*.php'] })).resolves.toBeDefined()
    const blob = git(repository, 'rev-parse', 'HEAD:index.php').trim()
    execFileSync('rm', ['-f', join(repository, '.git', 'objects', blob.slice(0, 2), blob.slice(2))])
    await expect(entriesOfGit({ repository, revision: 'HEAD' }, { exclude: ['*.php'] })).rejects.toMatchObject({
      code: 'release-refused',
    })
    await expect(entriesOfGit({ repository, revision: blob })).rejects.toMatchObject({ code: 'release-refused' })
    expect(existsSync(mark)).toBe(false)
  })

  test('variables that steer git do not steer this one', async () => {
    const repository = cloned()
    const other = repositoryOf({ 'other.php': 'x' })
    const before = process.env.GIT_DIR
    process.env.GIT_DIR = join(other, '.git')
    try {
      const { entries } = await entriesOfGit({ repository, revision: 'v1.0' })
      expect(entries.map(({ path }) => path)).toContain('id.php')
    } finally {
      if (before === undefined) delete process.env.GIT_DIR
      else process.env.GIT_DIR = before
    }
  })

  test('a tree with a name that leads out of it is refused', async () => {
    const repository = repositoryOf({ 'index.php': 'x' })
    const blob = git(repository, 'rev-parse', 'HEAD:index.php').trim()
    const entry = Buffer.concat([Buffer.from('100644 ..\0'), Buffer.from(blob, 'hex')])
    const write = ['hash-object', '-t', 'tree', '-w', '--literally', '--stdin']
    const tree = execFileSync('git', write, { cwd: repository, input: entry }).toString().trim()
    await expect(entriesOfGit({ repository, revision: tree })).rejects.toMatchObject({ code: 'release-refused' })
  })
})
