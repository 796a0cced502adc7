// Owns the tables of journal.db as ordered migrations: entry n leads from schema n to n + 1, and none is ever edited.

/** Lanes as stored: what was refused in company, or begins an epoch, goes first and alone, then fast, then bulk. */
export const lanes = { retry: 0, fast: 1, bulk: 2 } as const
export type LaneNumber = (typeof lanes)[keyof typeof lanes]

/** What a baseline row says of directories without its observation being read. */
export const folders = { none: 0, readable: 1, unreadable: 2, unknown: 3 } as const
export type FolderState = (typeof folders)[keyof typeof folders]

export const migrations: readonly string[] = [
  `
  CREATE TABLE meta (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    epoch TEXT NOT NULL,
    boot INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    digest TEXT,
    acknowledged INTEGER NOT NULL,
    alive_at REAL
  ) STRICT;

  CREATE TABLE roots (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    phase TEXT NOT NULL CHECK (phase IN ('uncensused', 'running', 'censused', 'dropped')),
    census INTEGER NOT NULL,
    census_id TEXT,
    paths INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE baseline (
    root INTEGER NOT NULL,
    directory TEXT NOT NULL,
    name TEXT NOT NULL,
    stamp TEXT NOT NULL,
    folder INTEGER NOT NULL,
    census INTEGER NOT NULL,
    lane INTEGER NOT NULL,
    rest TEXT NOT NULL,
    PRIMARY KEY (root, directory, name)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE outbox (
    lane INTEGER NOT NULL,
    id INTEGER NOT NULL,
    root INTEGER,
    at REAL NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (lane, id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE batches (
    sequence INTEGER PRIMARY KEY,
    digest TEXT NOT NULL,
    fast INTEGER NOT NULL,
    retried INTEGER NOT NULL,
    at REAL NOT NULL,
    bytes BLOB NOT NULL
  ) STRICT;

  CREATE TABLE aside (
    id INTEGER PRIMARY KEY,
    root INTEGER,
    path TEXT,
    code TEXT NOT NULL,
    at REAL NOT NULL,
    body TEXT NOT NULL
  ) STRICT;

  CREATE TABLE gaps (
    id TEXT PRIMARY KEY,
    root INTEGER,
    cause TEXT NOT NULL,
    since REAL NOT NULL,
    opened REAL NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  'ALTER TABLE roots ADD COLUMN hashed_at REAL',
  // Whose key signs the batches of the epoch.
  'ALTER TABLE meta ADD COLUMN agent TEXT',
  `
  CREATE TABLE spans (
    root INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    grade TEXT NOT NULL,
    source TEXT NOT NULL,
    since REAL NOT NULL,
    until REAL NOT NULL,
    told REAL NOT NULL
  ) STRICT;
  `,
  // What other processes see otherwise, as it was told.
  `CREATE TABLE views (
    root INTEGER NOT NULL,
    path TEXT NOT NULL,
    sees TEXT NOT NULL,
    PRIMARY KEY (root, path, sees)
  ) STRICT, WITHOUT ROWID`,
  `ALTER TABLE roots ADD COLUMN walk TEXT;
  ALTER TABLE roots ADD COLUMN census_at INTEGER`,
  // Versions before this one do not know the shorter text of an entry (see records.ts), and must not send it.
  '/* nothing of the tables */',
  // Several records in one row.
  'ALTER TABLE outbox ADD COLUMN records INTEGER NOT NULL DEFAULT 1',
]
