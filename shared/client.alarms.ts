// Owns the requests of alarms, over the line that client.ts has to the collector: channels, and mutes.
import type { MuteFilter, MuteRow, NewMute } from './api.mutes.ts'
import type { ChannelRow, Tested } from './api.notify.ts'

/** What a line to the collector can do: paths are below /api/v1/. */
interface Line {
  list<T>(what: string, question?: Readonly<Record<string, string | undefined>>): Promise<T[]>
  post<T>(what: string, body: unknown): Promise<T>
}

export class AlarmClient {
  readonly #line: Line

  constructor(line: Line) {
    this.#line = line
  }

  channels(): Promise<ChannelRow[]> {
    return this.#line.list('notify')
  }

  /** By every channel where none is named. */
  async test(channel?: string): Promise<Tested[]> {
    return (await this.#line.post<{ items: Tested[] }>('notify/test', { channel })).items
  }

  /** The newest first. */
  mutes(filter: MuteFilter = {}): Promise<MuteRow[]> {
    return this.#line.list('mutes', { ...filter })
  }

  mute(mute: NewMute): Promise<MuteRow> {
    return this.#line.post('mutes', mute)
  }

  endMute(id: number, reason: string): Promise<MuteRow> {
    return this.#line.post(`mutes/${id}/end`, { reason })
  }
}
