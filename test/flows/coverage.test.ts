// Owns the promise of coverage, with real processes: who asks later whether anything could have been missed is told the time
// in which an agent lay dead, with its causes, and nothing is claimed that a kill would make untrue.
import type { Coverage } from '@sekisho/shared/api.coverage.ts'
import { expect, onTestFinished, test } from 'vitest'
import { openEstate } from '../support/estate.ts'
import { eventually } from '../support/eventually.ts'
import { type Program, sekisho, startProgram } from '../support/sekisho.ts'

function run(...words: string[]): Program {
  const program = startProgram(words)
  onTestFinished(async () => {
    program.signal('SIGKILL')
    await program.ended
  })
  return program
}

const gapsOf = ({ pieces }: Coverage) => pieces.filter(({ state }) => state === 'gap')

test('an agent that was killed leaves a gap that names restart and silence, closed by a walk', async () => {
  const estate = openEstate({ files: { 'index.php': 'first' } })
  await estate.startCollector()
  await estate.enrol()
  const before = new Date().toISOString()
  const agent = run('agent', '--state', estate.agentState)
  await eventually(async () => (await estate.host()).roots[0]?.covered ?? undefined)
  await eventually(async () => Object.keys(await estate.inventory()).length === 1)

  agent.signal('SIGKILL')
  await agent.ended
  const killed = new Date().toISOString()
  await eventually(async () => (await estate.gaps('silence'))[0])
  const silent = await estate.client.coverage('web1', estate.root, killed)
  expect(silent).toMatchObject({ missed: 'yes', pieces: [{ state: 'gap', causes: ['silence'] }] })

  run('agent', '--state', estate.agentState)
  await eventually(async () => (await estate.gaps('restart')).some(({ to }) => to !== null))
  const back = await eventually(async () => {
    const covered = (await estate.host()).roots[0]?.covered
    return (
      covered?.since !== null &&
      covered !== undefined &&
      covered !== null &&
      covered.until > covered.since &&
      covered.since
    )
  })
  const answer = await estate.client.coverage('web1', estate.root, before)
  expect(answer.missed).toBe('yes')
  // One time without a break, from before the kill to after the agent was back.
  const dead = gapsOf(answer)
  expect(dead[0]?.from.localeCompare(killed)).toBeLessThanOrEqual(0)
  expect(dead.at(-1)?.to).toBe(back)
  expect(dead.slice(1).map(({ from }) => from)).toEqual(dead.slice(0, -1).map(({ to }) => to))
  expect(dead.flatMap(({ causes }) => causes)).toEqual(expect.arrayContaining(['restart', 'silence']))
  expect(answer.gaps.find(({ cause }) => cause === 'restart')?.walk).toEqual({ from: expect.any(String), to: back })
  const grade = (await estate.client.hosts())[0]?.roots[0]?.grade
  expect(['proven', 'watched']).toContain(grade)
  expect(answer.pieces.at(-1)).toMatchObject({
    from: back,
    state: 'covered',
    grade,
  })
  // Before the first start nothing can be said.
  expect(answer.pieces[0]).toMatchObject({ from: before, state: 'unknown' })

  const words = ['coverage', estate.root, '--from', before, '--state', estate.collectorState]
  expect(await sekisho(words)).toMatch(/Yes: something could have been missed\.[\s\S]*the agent was restarted.*walked/)
  const rows = (await sekisho([...words, '--json'])).trim().split('\n')
  expect(rows.map(row => (JSON.parse(row) as Coverage).missed)).toEqual(['yes'])
  await expect(sekisho([...words, '--check'])).rejects.toThrow('ended with 6')
})
