// Owns what live events do to the page: findings go to the news desk, announcements make answers stale.
import type { FindingRow, LiveEvent } from '@sekisho/shared/api.ts'
import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { pageClock } from '../app/clock.ts'
import { allowlistNames } from '../asks/questions.allowlist.ts'
import { gather } from './gather.ts'
import type { NewsDesk } from './news.ts'
import { openStream, type StreamState } from './stream.ts'

/** Short enough that a finding shows well within its second. */
const findingsPeriodMs = 100
/** Lists cost the collector a query each. */
const listsPeriodMs = 1_000

/** Listens for as long as the page is signed in, and says how the connection is. */
export function useLive(desk: NewsDesk): StreamState {
  const client = useQueryClient()
  const [state, setState] = useState<StreamState>('connecting')
  useEffect(() => listen(client, desk, setState), [client, desk])
  return state
}

function listen(client: QueryClient, desk: NewsDesk, setState: (state: StreamState) => void): () => void {
  const findings = gather<FindingRow>(pageClock, findingsPeriodMs, rows => desk.add(rows))
  const lists = gather<LiveEvent>(pageClock, listsPeriodMs, events => {
    const seen = new Set(events)
    if (seen.has('hosts-changed') || seen.has('findings-changed') || seen.has('finding')) {
      void client.invalidateQueries({ queryKey: ['hosts'] }, { cancelRefetch: false })
      void client.invalidateQueries({ queryKey: ['gaps'] }, { cancelRefetch: false })
    }
    if (seen.has('hosts-changed')) {
      void client.invalidateQueries({ queryKey: ['coverage'] }, { cancelRefetch: false })
    }
    if (seen.has('findings-changed') || seen.has('releases-changed')) {
      desk.markChanged()
      void client.invalidateQueries({ queryKey: ['finding'] })
    }
    if (seen.has('incidents-changed')) {
      void client.invalidateQueries({ queryKey: ['incidents'] }, { cancelRefetch: false })
      void client.invalidateQueries({ queryKey: ['incident'] }, { cancelRefetch: false })
    }
    if (seen.has('releases-changed')) {
      for (const name of allowlistNames) void client.invalidateQueries({ queryKey: [name] }, { cancelRefetch: false })
    }
    if (events.some(event => event !== 'hosts-changed')) {
      void client.invalidateQueries({ queryKey: ['explain'] }, { cancelRefetch: false })
    }
  })
  const close = openStream({
    clock: pageClock,
    hear: (event, text) => {
      lists.add(event)
      if (event === 'finding') findings.add(JSON.parse(text) as FindingRow)
    },
    opened: again => {
      setState('live')
      if (!again) return
      lists.add('findings-changed')
      lists.add('incidents-changed')
      lists.add('releases-changed')
    },
    lost: () => {
      setState('lost')
      // Where the session has ended, this answer is what tells: a stream hides the status of its refusal.
      void client.invalidateQueries({ queryKey: ['hosts'] }, { cancelRefetch: false })
    },
  })
  return () => {
    close()
    findings.stop()
    lists.stop()
  }
}
