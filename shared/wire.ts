// Owns every message between agent and collector, as schemas: both sides check what they get with these.
// docs/wire.md is the readable twin. Unknown optional fields are ignored here and kept in the signed bytes.
import { z } from 'zod'
import { findingKinds, gapCauses, maxGlimpses, noticedBy } from './finding.ts'
import { contentTypes } from './marks/type.ts'
import { compilers, fileTypes, markNames } from './observation.ts'
import { maxPieceLength, type PathText, parseAbsolutePath, parsePathText, parseRelativePath } from './path.ts'
import { ProfileSchema } from './profile.ts'
import { KeyIdSchema } from './proof.ts'
import { RoomReportSchema } from './report.ts'
import { ContentMessageSchema } from './wire.content.ts'

export const subprotocol = 'sekisho.v1'
export const wireVersion = 1

/** Frames above this are refused unread; a record of one path is a few hundred bytes, a long path at most some 100 KiB. */
export const maxFrameBytes = 4 * 1024 * 1024
/** Records of one batch at most. */
export const maxBatchRecords = 500

/** WebSocket close codes, from the range that RFC 6455 section 7.4.2 leaves to applications. */
export const closeCodes = {
  goingAway: 1001,
  tooLarge: 1009,
  malformed: 4400,
  unproven: 4401,
  revoked: 4403,
  tooSlow: 4408,
  identityInUse: 4409,
  replaced: 4410,
  versionUnknown: 4426,
  rateExceeded: 4429,
} as const

/** Characters of a path in text. Trees can be deeper; whoever lists a thousand paths must be able to hold them. */
const maxPathLength = 200_000

const passes = (check: (text: string) => unknown, maxLength: number) => (value: unknown) => {
  if (typeof value !== 'string' || value.length > maxLength) return false
  try {
    check(value)
    return true
  } catch {
    // The refusal is the schema's to word: the value itself stays out of the message.
    return false
  }
}
/** A link's target, or a template's source: whatever somebody wrote there. */
export const PathSchema = z.custom<PathText>(passes(parsePathText, maxPieceLength), 'must be canonical path text')
/** `''` is the root itself. No word of either side leads out of a root: no `..`, nothing absolute. */
export const PathBelowSchema = z.custom<PathText>(
  passes(text => text === '' || parseRelativePath(text), maxPathLength),
  'must be the canonical path of something below the root',
)
export const RootPathSchema = z.custom<PathText>(
  passes(parseAbsolutePath, maxPieceLength),
  'must be an absolute canonical path',
)

const Time = z.number().nonnegative()
const Count = z.int().nonnegative()
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const Short = z.string().max(200)

const DigestSchema = z.discriminatedUnion('algorithm', [
  z.object({ algorithm: z.literal('sha256'), hex: Sha256 }),
  z.object({ algorithm: z.literal('xxh64'), hex: z.string().regex(/^[0-9a-f]{16}$/) }),
])
const KeyNameSchema = z.string().regex(/^[A-Za-z_][A-Za-z0-9_.]{0,99}$/)
const MarksSchema = z.object({
  version: Count,
  found: z.array(z.enum(markNames)).max(32),
  type: z.enum(contentTypes).exactOptional(),
  /** Shown as they are: printable ASCII. */
  quotes: z
    .array(z.string().regex(/^[ -~…]{1,200}$/))
    .max(8)
    .exactOptional(),
  keys: z
    .record(KeyNameSchema, z.string().regex(/^[0-9a-f]{12}$/))
    .refine(keys => Object.keys(keys).length <= 200)
    .exactOptional(),
  compiled: z.object({ by: z.enum(compilers), source: PathSchema.nullable(), body: Sha256 }).exactOptional(),
})
const ownerShape = { mode: Count.max(0o7777), uid: Count, gid: Count, mtimeMs: z.number(), ctimeMs: z.number() }
/** See `Present.folder`: an inode, and when it was made. */
const FolderSchema = z.string().regex(/^(?:[0-9]{1,20}:[0-9]{1,20})?$/)
const statShape = {
  type: z.enum(fileTypes),
  size: z.number().nonnegative(),
  ...ownerShape,
  inode: z.number(),
  links: Count,
}
const contentShape = { target: PathSchema.nullable(), digest: DigestSchema.nullable(), marks: MarksSchema.nullable() }

export const ObservationSchema = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('present'),
    at: Time,
    ...statShape,
    ...contentShape,
    folder: FolderSchema.exactOptional(),
  }),
  z.object({ state: z.literal('absent'), at: Time }),
  z.object({ state: z.literal('unreadable'), at: Time, errno: Short, stat: z.object(statShape).nullable() }),
  z.object({ state: z.literal('unstable'), at: Time, ...statShape, ...contentShape }),
])

const parentShape = {
  pid: Count,
  executable: z.string().max(maxPieceLength).nullable(),
  name: z.string().max(500).optional(),
}
/** See shared/actor.ts. What is optional here came later than the first agents. */
export const ActorSchema = z.union([
  z.literal('unknown'),
  z.object({
    ...parentShape,
    command: z.string().max(8192).nullable(),
    user: Short.nullable(),
    realUser: Short.optional(),
    webUser: z.boolean().optional(),
    loginUser: Short.optional(),
    parents: z.array(z.object(parentShape)).max(8),
    unit: Short.nullable(),
    container: Short.optional(),
    startedAt: Time.optional(),
  }),
])

/** How well a root is covered, best first: see `Span` in finding.ts. */
export const grades = ['proven', 'watched', 'walked'] as const
export type Grade = (typeof grades)[number]
const GlimpseSchema = z.object({
  ...{ at: Time, size: z.number().nonnegative(), digest: DigestSchema, marks: MarksSchema },
  stat: z.object(ownerShape).exactOptional(),
})

/** Index into the batch's `roots`. */
const RootIndex = Count
const CensusId = z.string().min(1).max(64)

const RecordSchema = z.discriminatedUnion('record', [
  z.object({
    record: z.literal('finding'),
    root: RootIndex,
    path: PathBelowSchema,
    kind: z.enum(findingKinds),
    noticed: z.enum(noticedBy),
    at: Time,
    before: ObservationSchema.nullable(),
    after: ObservationSchema,
    actor: ActorSchema,
    between: z.array(GlimpseSchema).max(maxGlimpses).optional(),
  }),
  z.object({ record: z.literal('census-begin'), root: RootIndex, census: CensusId, at: Time }),
  z.object({ record: z.literal('entry'), root: RootIndex, path: PathBelowSchema, after: ObservationSchema }),
  z.object({ record: z.literal('census-end'), root: RootIndex, census: CensusId, at: Time }),
  z.object({
    record: z.literal('gap'),
    id: z.string().min(1).max(64),
    root: RootIndex.nullable(),
    cause: z.enum(gapCauses),
    from: Time,
    to: Time.nullable(),
    /** The walk that closed it; a batch may have been refused and told again without one. */
    walk: z.object({ from: Time, to: Time }).optional(),
  }),
  z.object({
    record: z.literal('span'),
    id: z.string().min(1).max(64),
    root: RootIndex,
    grade: z.enum(grades),
    /** The source behind the grade, such as `chokidar`. */
    source: Short,
    from: Time,
    /** All that the source saw up to here is in the chain before this record. Only ever moves on. */
    until: Time,
    /** False while the source still runs. */
    ended: z.boolean(),
  }),
  z.object({ record: z.literal('tombstone'), sequence: Count, digest: Sha256, code: Short }),
])
/** One thing that an agent reports. */
export type WireRecord = z.infer<typeof RecordSchema>

export const BatchSchema = z.object({
  version: z.literal(wireVersion),
  agent: KeyIdSchema,
  epoch: z.uuid(),
  boot: Count,
  /** Starts at 1 in each epoch and never skips. */
  sequence: z.int().positive(),
  /** sha256 of the batch before in this epoch; null for the first. */
  previous: Sha256.nullable(),
  sealedAt: Time,
  roots: z.array(RootPathSchema).max(1000),
  records: z.array(RecordSchema).min(1).max(maxBatchRecords),
})
/** The signed content of a batch. */
export type Batch = z.infer<typeof BatchSchema>

/** Where a chain stands: its last batch. */
export const HeadSchema = z.object({ epoch: z.uuid(), sequence: z.int().positive(), digest: Sha256 })
export type Head = z.infer<typeof HeadSchema>

export const BindingSchema = z.object({
  root: RootPathSchema,
  site: Short,
  /** Where in the site the root lies; `''` is the top. */
  prefix: PathBelowSchema,
  profile: Short,
})
export const BindingsSchema = z.object({
  /** Raised at the collector by each change. */
  version: Count,
  roots: z.array(BindingSchema).max(1000),
  profiles: z.array(ProfileSchema).max(100),
})
export type Binding = z.infer<typeof BindingSchema>
export type Bindings = z.infer<typeof BindingsSchema>

/** It is shown in terminals and logs. */
const HostNameSchema = z.string().regex(/^\P{Cc}{1,253}$/u, 'at most 253 characters, no control characters')

const Hex32 = z.string().regex(/^[0-9a-f]{64}$/)
const Signature = z.base64().max(128)

export const canaryStates = ['returned', 'waiting', 'late', 'lost', 'none'] as const
/** Why there is none. */
export const canaryWhys = ['off', 'walks-only', 'outside-unseen', 'other-file-system', 'unwritable', 'altered'] as const
export type CanaryWhy = (typeof canaryWhys)[number]
const CanaryStateSchema = z.object({
  state: z.enum(canaryStates),
  why: z.enum(canaryWhys).nullable(),
  /** From the agent's write to the collector's acknowledgement, of the last one that came back. */
  roundTripMs: z.number().nonnegative().nullable(),
  returnedAt: Time.nullable(),
})
export type CanaryState = z.infer<typeof CanaryStateSchema>

const RootStateSchema = z.object({
  root: RootPathSchema,
  phase: Short,
  grade: z.enum(grades),
  /** The source behind the grade, such as `chokidar`. */
  source: Short,
  /** Why it is this source and not a better one; empty when there is nothing to say. */
  why: z.string().max(1000),
  lastWalkAt: Time.nullable(),
  /** Paths in the baseline. */
  paths: Count,
  openGaps: Count,
  /** Folders of the root, at most 100, that lie on another file system, as the last walk met them. */
  mounts: z.array(PathBelowSchema).max(100).default([]),
  /** Paths of records that this collector refused for good, cut: they need not be canonical, which may be why. */
  refused: z.array(z.string().max(4096)).max(20).default([]),
  /** Absent from agents that know none. */
  canary: CanaryStateSchema.optional(),
})
export type RootState = z.infer<typeof RootStateSchema>

/** Folders in one heartbeat; more are those of a machine that serves hundreds of shops, and says it with the first ones. */
export const mostServed = 20

export const HeartbeatSchema = z.object({
  message: z.literal('heartbeat'),
  at: Time,
  boot: Count,
  epoch: z.uuid(),
  rooms: z.record(z.string().max(64), RoomReportSchema).refine(rooms => Object.keys(rooms).length <= 64),
  roots: z.array(RootStateSchema).max(1000),
  /** Digest of the bindings in force, null before the first. */
  bindings: Sha256.nullable(),
  versions: z.object({ agent: Short, node: Short, kernel: Short }),
  /** Digests of the agent's own program files and config. */
  program: z.object({ files: Sha256, config: Sha256, at: Time }),
  /** What the last comparison with the views of web servers and PHP could see: see docs/views.md. */
  views: z.object({ at: Time, processes: Count, unseen: Count, contained: Count }).optional(),
  /** Folders that web servers or PHP use by their configuration, and that lie in no root: see docs/host.md. */
  served: z.array(RootPathSchema).max(mostServed).optional(),
  /** The look at them left something out: it failed, or reached its limit. */
  servedUnknown: z.literal(true).optional(),
  /** Records that wait, by lane. */
  waiting: z.object({ fast: Count, bulk: Count }),
})
export type Heartbeat = z.infer<typeof HeartbeatSchema>

export const AgentMessageSchema = z.discriminatedUnion('message', [
  z.object({
    message: z.literal('hello'),
    versions: z.array(Count).min(1).max(16),
    features: z.array(Short).max(32),
    agent: KeyIdSchema,
    /** The collector's key, as enrolled: a collector of another key answers with its own and is left. */
    collector: KeyIdSchema,
    nonce: Hex32,
    address: z.string().max(500),
  }),
  z.object({
    message: z.literal('proof'),
    signature: Signature,
    /** Present only at enrolment. */
    enrolment: z.object({ id: z.string().max(64), mac: Signature, name: HostNameSchema }).optional(),
    boot: Count,
    epoch: z.uuid(),
    /** Last batch that this agent sealed in that epoch. */
    head: HeadSchema.nullable(),
    /** Roots that the host's own config adds. */
    localRoots: z.array(z.object({ root: RootPathSchema, profile: Short })).max(1000),
  }),
  HeartbeatSchema,
  z.object({
    message: z.literal('done'),
    order: z.string().max(64),
    outcome: z.enum(['done', 'refused']),
    detail: z.string().max(1000),
  }),
  ContentMessageSchema,
])
export type AgentMessage = z.infer<typeof AgentMessageSchema>

/** All that a collector may ask. None of it writes to the shop. */
export const OrderSchema = z.discriminatedUnion('what', [
  z.object({ what: z.literal('walk'), root: RootPathSchema.nullable() }),
  z.object({ what: z.literal('status') }),
  z.object({ what: z.literal('bindings'), bindings: BindingsSchema }),
  z.object({
    what: z.literal('content'),
    root: RootPathSchema,
    path: PathBelowSchema,
    /** What is asked for, whatever lies at the path now: what was kept of a file that is gone is found by it. */
    sha256: Sha256,
    /** Bytes that are there already. */
    from: Count,
    /**
     * Of the content that is asked for. With it, of a file that has grown since its beginning of that size is handed on, where
     * that is the content; older agents do not know it, and say that the file is another one.
     */
    size: Count.optional(),
    /** With `size`: no beginning is wanted. A file of another size is then another one, and is not read. */
    whole: z.literal(true).optional(),
  }),
])
export type Order = z.infer<typeof OrderSchema>

export const CollectorMessageSchema = z.discriminatedUnion('message', [
  z.object({
    message: z.literal('challenge'),
    version: Count,
    features: z.array(Short).max(32),
    collector: KeyIdSchema,
    nonce: Hex32,
    signature: Signature,
  }),
  z.object({
    message: z.literal('welcome'),
    host: z.string().max(253),
    /** What the collector holds of this agent's newest epoch. */
    head: HeadSchema.nullable(),
    /** Set when the collector saw two histories: start a new epoch. */
    forked: z.boolean(),
    bindings: BindingsSchema,
    /** The collector's clock, for the offset. */
    at: Time,
  }),
  z.object({ message: z.literal('ack'), epoch: z.uuid(), sequence: z.int().positive() }),
  z.object({
    message: z.literal('refuse'),
    epoch: z.uuid(),
    sequence: z.int().positive(),
    code: Short,
    retry: z.boolean(),
    detail: z.string().max(1000),
  }),
  z.object({ message: z.literal('order'), id: z.string().max(64), order: OrderSchema }),
])
export type CollectorMessage = z.infer<typeof CollectorMessageSchema>

/** Reads one text frame. Null when it is not JSON of the schema: the caller closes with `malformed`. */
export function readMessage<T>(schema: z.ZodType<T>, text: string): T | null {
  try {
    const parsed = schema.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : null
  } catch {
    // Not JSON: the same answer as JSON of another shape.
    return null
  }
}
