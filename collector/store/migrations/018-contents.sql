-- Contents of files that no permit covers: what is wanted of which host, and what was taken, encrypted. The keys are not here.

CREATE TABLE content (
  id INTEGER PRIMARY KEY,
  customer INTEGER NOT NULL REFERENCES customer (id),
  sha256 TEXT NOT NULL,
  -- wanted, kept, withheld, missed; why for the last two.
  state TEXT NOT NULL,
  why TEXT,
  severity TEXT NOT NULL,
  -- Where it was taken; before, the first place that showed it.
  place INTEGER NOT NULL DEFAULT 0,
  -- Of its parts, as they were before they were closed.
  bytes INTEGER NOT NULL DEFAULT 0,
  -- 1: all of the file, with the sha256 checked.
  whole INTEGER NOT NULL DEFAULT 0,
  -- What its agent said of card numbers in it, as JSON: how many, and some masked.
  cards TEXT,
  wanted_at INTEGER NOT NULL,
  done_at INTEGER,
  UNIQUE (customer, sha256)
) STRICT;
CREATE INDEX content_order ON content (customer, id);

-- Paths at which findings showed a content, and how far asking for it there came.
CREATE TABLE content_place (
  id INTEGER PRIMARY KEY,
  content INTEGER NOT NULL,
  host INTEGER NOT NULL,
  root INTEGER NOT NULL,
  path TEXT NOT NULL,
  -- The newest finding that showed it, and what it said of the file.
  finding INTEGER NOT NULL,
  size INTEGER NOT NULL,
  seen_at REAL NOT NULL,
  stat TEXT,
  actor TEXT,
  -- Of its severity, from 0 for critical.
  rank INTEGER NOT NULL,
  -- 1: its host is to be asked.
  waiting INTEGER NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  next_at INTEGER NOT NULL DEFAULT 0,
  UNIQUE (content, root, path)
) STRICT;
CREATE INDEX content_place_waiting ON content_place (host, rank, id) WHERE waiting = 1;

-- AES-256-GCM, the tag behind the bytes.
CREATE TABLE content_part (
  id INTEGER PRIMARY KEY,
  content INTEGER NOT NULL,
  from_byte INTEGER NOT NULL,
  length INTEGER NOT NULL,
  key TEXT NOT NULL,
  nonce BLOB NOT NULL,
  bytes BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX content_part_place ON content_part (content, from_byte);
CREATE INDEX content_part_key ON content_part (key);

-- Findings up to here were looked at; and the bytes of all parts.
CREATE TABLE content_cursor (
  finding INTEGER NOT NULL,
  bytes INTEGER NOT NULL
) STRICT;
INSERT INTO content_cursor (finding, bytes) VALUES (0, 0);

-- Findings that became unauthorised after they were looked at.
CREATE TABLE content_revision (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  finding INTEGER NOT NULL
) STRICT;
