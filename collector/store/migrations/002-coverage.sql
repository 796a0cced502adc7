-- What each root's sources covered, as their agents signed it, and which walk closed a gap.

CREATE TABLE span (
  host INTEGER NOT NULL,
  id TEXT NOT NULL,
  root INTEGER NOT NULL,
  grade TEXT NOT NULL,
  source TEXT NOT NULL,
  from_at REAL NOT NULL,
  -- All that the source saw up to here has been told.
  until_at REAL NOT NULL,
  ended INTEGER NOT NULL,
  PRIMARY KEY (host, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX span_root ON span (root, from_at);

-- Both null where no walk was needed, or the gap is open, or it was closed before walks were told.
ALTER TABLE gap ADD COLUMN walk_from REAL;
ALTER TABLE gap ADD COLUMN walk_to REAL;
CREATE INDEX gap_open ON gap (host) WHERE to_at IS NULL;
