-- How long each kind is kept, how far the run came that prunes what is older, and what is still known of what went.

-- One row. terms: milliseconds by kind, as JSON; nothing goes before due_at.
CREATE TABLE keeping (
  terms TEXT NOT NULL,
  due_at INTEGER NOT NULL,
  -- Of the run that is under way; null where none is. cursor: of its stage, null at the start; taken: JSON by kind.
  started_at INTEGER,
  stage TEXT,
  cursor TEXT,
  taken TEXT NOT NULL DEFAULT '{}',
  -- What the last run took, as its line in the audit trail says; null before the first.
  last TEXT
) STRICT;

-- Of paths whose oldest findings went: how many, and when the path was first and last observed by them.
CREATE TABLE pruned_path (
  root INTEGER NOT NULL,
  path TEXT NOT NULL,
  findings INTEGER NOT NULL,
  first_at REAL NOT NULL,
  last_at REAL NOT NULL,
  PRIMARY KEY (root, path)
) STRICT, WITHOUT ROWID;

-- From then on the newest observation of each path is kept; null while nothing went.
ALTER TABLE root ADD COLUMN kept_from REAL;

-- Batches without a hole between them whose bytes went: what the first follows, and the digest of the last.
CREATE TABLE pruned_stretch (
  host INTEGER NOT NULL,
  epoch TEXT NOT NULL,
  from_sequence INTEGER NOT NULL,
  to_sequence INTEGER NOT NULL,
  previous TEXT,
  digest TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (host, epoch, from_sequence)
) STRICT, WITHOUT ROWID;

CREATE INDEX finding_evidence ON finding (evidence);
CREATE INDEX incident_file_path ON incident_file (root, path);
