// Owns what an agent answers when its collector asks for a file's content: one part for each order, so that whoever asks sets
// the pace and can go on where he stopped. Imports nothing of wire.ts, which takes this in.
import { z } from 'zod'
import { contentPartBytes, maxAttributes, maxAttributeValue } from './content-limits.ts'

/**
 * gone        nothing is there, and nothing was kept of what was
 * changed     what is there has another digest than was asked for
 * no-file     what is there is no regular file
 * unreadable  it could not be read, or is written to all the time
 * settings    it holds secrets by its nature (`.env`): names of its keys are all that leaves the host
 * cards       it holds card numbers, which leave the host in no form but this
 */
export const withheldWhys = ['gone', 'changed', 'no-file', 'unreadable', 'settings', 'cards'] as const
export type WithheldWhy = (typeof withheldWhys)[number]

/**
 * Extended attributes of the file (xattr(7)), as far as the agent's user may read them.
 * listed       in the order of the file system; `more` that found no room
 * no-calls     this machine's C library cannot be called
 * unsupported  the file system has none
 * unreadable   they could not be listed
 * gone         the content is what was kept of a file that is gone, or another one by now
 */
export const ContentAttributesSchema = z.discriminatedUnion('told', [
  z.object({
    told: z.literal('listed'),
    list: z
      .array(
        z.object({
          /** In the form of paths, as values: bytes that are no text stand percent-encoded. A name has at most 255 of them. */
          name: z.string().max(765),
          /** Of the whole value, bytes. */
          size: z.int().nonnegative(),
          /** Its beginning, without secrets and card numbers. Null: it holds card numbers, or could not be read. */
          value: z.string().max(maxAttributeValue).nullable(),
        }),
      )
      .max(maxAttributes),
    more: z.int().nonnegative(),
  }),
  z.object({ told: z.enum(['no-calls', 'unsupported', 'unreadable', 'gone']) }),
])
export type ContentAttributes = z.infer<typeof ContentAttributesSchema>

const Order = z.string().max(64)
const Size = z.int().nonnegative()

/** The first six and last four digits alone (PCI DSS 4.0, 3.4.1). */
const MaskedSchema = z.string().regex(/^\d{6}\*{3,9}\d{4}$/)

export const ContentMessageSchema = z.object({
  message: z.literal('content'),
  order: Order,
  answer: z.discriminatedUnion('outcome', [
    z.object({
      outcome: z.literal('part'),
      /** Of the whole file, bytes; above `maxContentBytes` only so much of it is ever sent. */
      size: Size,
      /** Where in the file this part begins. */
      from: Size,
      bytes: z.base64().max(Math.ceil(contentPartBytes / 3) * 4),
      /** The file is larger by now, and this is its beginning; only where the order told a size, which `size` is then. */
      grown: z.literal(true).optional(),
      /** With the first part alone; older agents tell none. */
      attributes: ContentAttributesSchema.optional(),
    }),
    z.object({
      outcome: z.literal('withheld'),
      why: z.enum(withheldWhys),
      /**
       * With `settings`: not its name but the profile says that it stays (`keep: false`). A reason of its own would be no
       * message to an older collector.
       */
      by: z.literal('profile').optional(),
      /** Numbers found, each counted once, and the first of them masked; of `cards` alone. */
      cards: z.object({ count: Size, shown: z.array(MaskedSchema).max(5) }).optional(),
    }),
  ]),
})
export type ContentMessage = z.infer<typeof ContentMessageSchema>
export type ContentAnswer = ContentMessage['answer']
