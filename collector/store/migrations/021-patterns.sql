-- An approval is for one content at one path, or for what a pattern names within limits, until a time.
CREATE TABLE approval_anew (
  id INTEGER PRIMARY KEY,
  site INTEGER NOT NULL REFERENCES site (id),
  -- Below the site's top. Of a pattern these three are null.
  path TEXT,
  type TEXT,
  sha256 BLOB,
  pattern TEXT,
  -- JSON lists; empty: any.
  classes TEXT,
  extensions TEXT,
  -- Bytes; null: any.
  largest INTEGER,
  until_at INTEGER,
  -- Since when its time is over.
  ended_at INTEGER,
  reason TEXT NOT NULL,
  asked_by TEXT NOT NULL,
  asked_at INTEGER NOT NULL,
  -- 1: it permits nothing before somebody else has confirmed it.
  second INTEGER NOT NULL,
  confirmed_by TEXT,
  confirmed_at INTEGER,
  withdrawn_by TEXT,
  withdrawn_at INTEGER,
  withdrawn_reason TEXT,
  CHECK ((pattern IS NULL) = (sha256 IS NOT NULL)),
  CHECK ((pattern IS NULL) = (until_at IS NULL))
) STRICT;
INSERT INTO approval_anew (id, site, path, type, sha256, reason, asked_by, asked_at, second, confirmed_by, confirmed_at,
  withdrawn_by, withdrawn_at, withdrawn_reason)
  SELECT id, site, path, type, sha256, reason, asked_by, asked_at, second, confirmed_by, confirmed_at, withdrawn_by,
    withdrawn_at, withdrawn_reason FROM approval;
DROP TABLE approval;
ALTER TABLE approval_anew RENAME TO approval;
CREATE UNIQUE INDEX approval_of ON approval (site, path, type, sha256) WHERE withdrawn_at IS NULL;
CREATE INDEX approval_pattern ON approval (site)
  WHERE pattern IS NOT NULL AND withdrawn_at IS NULL AND ended_at IS NULL;

-- What nothing but an approval by pattern covers.
CREATE INDEX finding_pattern ON finding (root, path) WHERE instr(reasons, 'approved-pattern') > 0;
CREATE INDEX inventory_pattern ON inventory (root, path) WHERE instr(reasons, 'approved-pattern') > 0;
