-- A person's permit for one content at one path of a site.
CREATE TABLE approval (
  id INTEGER PRIMARY KEY,
  site INTEGER NOT NULL REFERENCES site (id),
  -- Below the site's top.
  path TEXT NOT NULL,
  type TEXT NOT NULL,
  sha256 BLOB NOT NULL,
  reason TEXT NOT NULL,
  asked_by TEXT NOT NULL,
  asked_at INTEGER NOT NULL,
  -- 1: it permits nothing before somebody else has confirmed it.
  second INTEGER NOT NULL,
  confirmed_by TEXT,
  confirmed_at INTEGER,
  withdrawn_by TEXT,
  withdrawn_at INTEGER,
  withdrawn_reason TEXT
) STRICT;
CREATE UNIQUE INDEX approval_of ON approval (site, path, type, sha256) WHERE withdrawn_at IS NULL;

-- 0: approvals of payment files need no second person here.
ALTER TABLE site ADD COLUMN four_eyes INTEGER NOT NULL DEFAULT 1;
