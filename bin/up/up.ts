// Owns the course of `up`: what is started in which order, what is told when, and that everything started is stopped.
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AgentConfig } from '@sekisho/agent/config.ts'
import { type RunningAgent, startAgent } from '@sekisho/agent/main.ts'
import { type RunningCollector, startCollector } from '@sekisho/collector/main.ts'
import type { Client } from '@sekisho/shared/client.ts'
import { openLog } from '@sekisho/shared/log.ts'
import { type StopOutcome, stopDeadlines, stopInOrder } from '@sekisho/shared/shutdown.ts'
import { makeStateFolder, refuseStateInside, stateFolder } from '@sekisho/shared/state.ts'
import type { Shell } from '../command.ts'
import { readAgentConfig, readCollectorConfig } from '../configs.ts'
import { connectOwn } from '../connect.ts'
import { demoShopFolder, makeDemoShop } from '../demo/shop.ts'
import { tellFirstLink } from '../first-link.ts'
import { endProcess, holdProcess, listenForStop } from '../until-stopped.ts'
import { tellCoverage } from './coverage.ts'
import { type Prepared, prepare, type UpOptions } from './first-time.ts'
import { Follower, newestFinding } from './follow.ts'
import { ownCommand } from './own-command.ts'
import { type Place, placeOf } from './place.ts'
import { tellerOfJudgingAgain, tellFirstCensus, tellReturn, whenJudged, whenWalked } from './start.ts'

interface Started {
  collector: RunningCollector | null
  agent: RunningAgent | null
}

/** Runs until a signal. Ends the process. */
export async function runUp(
  shell: Shell,
  docroot: string | undefined,
  options: UpOptions & { state?: string; port?: number; config?: string },
): Promise<never> {
  const { terminal } = shell
  const state = stateFolder(options.state, shell.environment)
  const config = readAgentConfig(state, options.config, terminal.say)
  const collectorConfig = readCollectorConfig(state, undefined, terminal.say)
  makeStateFolder(state)
  const place = choosePlace(shell, state, docroot)
  const request = listenForStop(shell)
  const release = holdProcess()
  const started: Started = { collector: null, agent: null }
  try {
    const listen = { ...collectorConfig.listen, port: options.port ?? collectorConfig.listen.port }
    const log = openLog('collector', collectorConfig.log.level, join(state, 'collector', 'collector.log'))
    const known = { state, config: { ...collectorConfig, listen }, log }
    started.collector = await startCollector({ ...known, say: terminal.say, clock: shell.clock })
    await watch(shell, { state, place, config }, started, options, request.signal)
  } catch (error) {
    // What a signal cut short is no failure.
    if (!request.signal.aborted) {
      await stopAll(shell, started)
      throw error
    }
  } finally {
    release()
  }
  return endProcess(shell, () => stopAll(shell, started))
}

async function watch(
  shell: Shell,
  at: { readonly state: string; readonly place: Place; readonly config: AgentConfig },
  started: Started,
  options: UpOptions & { state?: string },
  signal: AbortSignal,
): Promise<void> {
  const { state, place, config } = at
  const { collector } = started
  if (collector === null) return
  const client = connectOwn(shell, collector)
  const prepared = await prepare(shell, { state, place }, collector, client, options)
  const command = ownCommand(shell.environment, options.state)
  await tellStart(shell, state, place, prepared, client)
  const watched = { root: place.root, last: await newestFinding(client), listCommand: `${command} findings` }
  const follower = new Follower(shell, client, watched)
  await follower.passGaps()
  const startedAt = shell.clock.now()
  if (signal.aborted) return
  const log = openLog('agent', config.log.level, join(state, 'agent', 'agent.log'))
  const { say } = shell.terminal
  started.agent = await startAgent({ state, config, beside: collector.beside, log, clock: shell.clock, say })
  const judging = { shell, client, host: prepared.host, root: place.root, signal }
  if (prepared.before?.censusAt) {
    await whenWalked(judging, started.agent, startedAt)
    await tellReturn(judging, follower, command)
  } else {
    const row = await whenJudged(judging, place.folder)
    if (row !== null) await tellFirstCensus(judging, row, follower, command)
  }
  if (signal.aborted) return
  await tellCoverage(judging, started.agent, client, shell.terminal, command)
  shell.terminal.tell('up.watching')
  await follower.follow(signal, tellerOfJudgingAgain(judging, command, log))
}

function choosePlace(shell: Shell, state: string, docroot: string | undefined): Place {
  const { terminal } = shell
  const demo = docroot === undefined
  const folder = docroot ?? demoShopFolder(state)
  if (demo && makeDemoShop(folder)) terminal.tell('up.demo-made', { folder })
  const place = placeOf(folder, demo, terminal.say)
  refuseStateInside(state, place.folder)
  return place
}

async function tellStart(shell: Shell, state: string, place: Place, prepared: Prepared, client: Client): Promise<void> {
  const { terminal } = shell
  const { site, profile, host } = prepared
  terminal.tell('up.root', { root: place.root, host, site })
  terminal.tell('up.profile', { title: profile.title, name: profile.name })
  terminal.tell('up.state', { state })
  await tellFirstLink(terminal, client)
  const marker = join(state, 'one-machine.told')
  if (existsSync(marker)) return
  terminal.line()
  terminal.tell('up.one-machine')
  writeFileSync(marker, '', { mode: 0o600 })
}

async function stopAll(shell: Shell, { agent, collector }: Started): Promise<StopOutcome> {
  const outcomes: StopOutcome[] = []
  const stopping = [agent, collector].flatMap((program, index) => {
    if (program === null) return []
    const stop = async () => {
      outcomes.push(await program.stop())
    }
    return [{ name: index === 0 ? 'agent' : 'collector', stop }]
  })
  const whole = await stopInOrder(stopping, shell.clock, stopDeadlines.programsMs)
  return {
    late: [...whole.late, ...outcomes.flatMap(outcome => outcome.late)],
    failed: [...whole.failed, ...outcomes.flatMap(outcome => outcome.failed)],
  }
}
