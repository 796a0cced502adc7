// Owns the reading of what a proven collector says: answers go to the sender, orders to the pipeline. An order that is
// not one of the agreed few is refused by name, whatever it wants.
import { describeError, Failure } from '@sekisho/shared/failures.ts'
import type { Log } from '@sekisho/shared/log.ts'
import { reason } from '@sekisho/shared/told-failure.ts'
import type { ContentAnswer } from '@sekisho/shared/wire.content.ts'
import { CollectorMessageSchema, type Order, readMessage } from '@sekisho/shared/wire.ts'
import { z } from 'zod'
import type { OrderOutcome } from '../handover.ts'
import type { Link } from './link.ts'
import type { Sender } from './sender.ts'

export type OrderDoor = (order: Order) => Promise<OrderOutcome | ContentAnswer>

/** An order of a kind that this agent does not know: a newer collector's, or one that asks too much. */
const UnknownOrderSchema = z.object({
  message: z.literal('order'),
  id: z.string().max(64),
  order: z.object({ what: z.string() }),
})

/** Makes the reader of a connection's text frames. */
export function readCollector(
  link: Link,
  sender: Sender,
  onOrder: OrderDoor,
  maxUnderWay: number,
  log: Log,
): (text: string) => void {
  let underWay = 0
  const done = (id: string, { outcome, detail }: OrderOutcome) =>
    link.say({ message: 'done', order: id, outcome, detail: detail.slice(0, 1000) })
  const obey = async (id: string, order: Order) => {
    underWay++
    try {
      const answer = await onOrder(order)
      if ('detail' in answer) done(id, answer)
      else link.say({ message: 'content', order: id, answer })
    } catch (error) {
      if (!(error instanceof Failure)) log.error('an order failed', { what: order.what, error })
      done(id, { outcome: 'refused', detail: describeError(error) })
    } finally {
      underWay--
    }
  }
  return text => {
    const message = readMessage(CollectorMessageSchema, text)
    if (message?.message === 'ack' || message?.message === 'refuse') sender.answered(message)
    else if (message?.message === 'order') {
      if (underWay < maxUnderWay) void obey(message.id, message.order)
      else done(message.id, { outcome: 'refused', detail: `${underWay} orders are under way already` })
    } else {
      const unknown = readMessage(UnknownOrderSchema, text)
      if (unknown === null) link.fail('frame-malformed', reason('link.odd'))
      else {
        log.warn('refused an order', { what: unknown.order.what.slice(0, 64) })
        done(unknown.id, { outcome: 'refused', detail: 'there are the orders walk, status, bindings and content' })
      }
    }
  }
}
