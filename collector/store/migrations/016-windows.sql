-- Times in which changes by certain actors are expected.
CREATE TABLE deploy_window (
  id INTEGER PRIMARY KEY,
  site INTEGER NOT NULL REFERENCES site (id),
  from_at INTEGER NOT NULL,
  -- Earlier than announced once somebody closed it.
  until_at INTEGER NOT NULL,
  grace_ms INTEGER NOT NULL,
  -- JSON; null: whoever it was.
  actors TEXT,
  reason TEXT NOT NULL,
  opened_by TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  closed_by TEXT,
  closed_at INTEGER,
  -- Since when it covers nothing any more.
  ended_at INTEGER
) STRICT;
CREATE INDEX deploy_window_live ON deploy_window (site) WHERE ended_at IS NULL;

-- What a window covers, under one of its two reasons.
CREATE INDEX finding_window ON finding (root, path) WHERE instr(reasons, 'window') > 0;
CREATE INDEX inventory_window ON inventory (root, path) WHERE instr(reasons, 'window') > 0;
