-- Whose alarms are not told for a while. What is null is not asked for.
CREATE TABLE mute (
  id INTEGER PRIMARY KEY,
  customer INTEGER NOT NULL REFERENCES customer (id),
  site INTEGER REFERENCES site (id),
  host INTEGER REFERENCES host (id),
  -- A pattern below the site's top; the path itself where sha256 is given.
  path TEXT,
  sha256 TEXT,
  incident INTEGER,
  -- The newest finding when it was made: what comes to the incident later is not covered.
  findings_to INTEGER NOT NULL,
  reason TEXT NOT NULL,
  owner TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  until_at INTEGER NOT NULL,
  ended_by TEXT,
  ended_at INTEGER,
  ended_reason TEXT
) STRICT;
CREATE INDEX mute_until ON mute (customer, until_at) WHERE ended_at IS NULL;
