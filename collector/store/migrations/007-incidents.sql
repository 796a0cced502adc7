-- Findings that belong together, as one thing for a person to work on; how far grouping came; and what it remembers.

CREATE TABLE incident (
  id INTEGER PRIMARY KEY,
  customer INTEGER NOT NULL REFERENCES customer (id),
  -- open, acknowledged, contained, closed; the outcome while it is closed.
  state TEXT NOT NULL DEFAULT 'open',
  outcome TEXT,
  kind TEXT NOT NULL,
  -- Its findings went there; it stays as a number that leads on.
  merged_into INTEGER,
  -- The incident that this one was kept apart from: what a bulk of changes must not hide.
  beside INTEGER,
  -- 1: so many changes that they are a deployment.
  bulk INTEGER NOT NULL DEFAULT 0,
  -- 1: a person put it together or apart; grouping adds to it, and neither merges nor splits it.
  by_hand INTEGER NOT NULL DEFAULT 0,
  -- The worst that its findings ever were.
  severity TEXT NOT NULL,
  findings INTEGER NOT NULL DEFAULT 0,
  open INTEGER NOT NULL DEFAULT 0,
  -- Paths with files of the sorts change and found.
  changes INTEGER NOT NULL DEFAULT 0,
  files INTEGER NOT NULL DEFAULT 0,
  -- Findings by kind, roots and areas, as JSON.
  kinds TEXT NOT NULL DEFAULT '{}',
  roots TEXT NOT NULL DEFAULT '[]',
  areas TEXT NOT NULL DEFAULT '[]',
  planted INTEGER NOT NULL DEFAULT 0,
  payment INTEGER NOT NULL DEFAULT 0,
  -- Findings of a first census.
  census INTEGER NOT NULL DEFAULT 0,
  -- The first finding of the worst file, the earliest of several.
  lead INTEGER NOT NULL,
  lead_at REAL NOT NULL,
  first_at REAL NOT NULL,
  last_at REAL NOT NULL,
  -- When the collector had its first finding; when a person first opened it; when the owner knew, as declared.
  detected_at INTEGER NOT NULL,
  opened_at INTEGER,
  opened_by TEXT,
  aware_at INTEGER,
  aware_by TEXT,
  changed_at INTEGER NOT NULL
) STRICT;
CREATE INDEX incident_customer ON incident (customer, id) WHERE merged_into IS NULL;
CREATE INDEX incident_beside ON incident (beside) WHERE beside IS NOT NULL;
CREATE INDEX incident_merged ON incident (merged_into) WHERE merged_into IS NOT NULL;

-- One content of one path within an incident; a recurrence counts up here.
CREATE TABLE incident_file (
  id INTEGER PRIMARY KEY,
  incident INTEGER NOT NULL,
  root INTEGER NOT NULL,
  path TEXT NOT NULL,
  -- sha256 of the content; empty where there is none.
  digest TEXT NOT NULL,
  -- change, planted (what no deployment does, such as an executable among uploads), census, found (critical, by a census).
  sort TEXT NOT NULL,
  -- What of the shop the shop's own pages changed: a plugin, a template; empty for all else.
  area TEXT NOT NULL,
  severity TEXT NOT NULL,
  seen INTEGER NOT NULL,
  open INTEGER NOT NULL,
  first_at REAL NOT NULL,
  last_at REAL NOT NULL,
  first_finding INTEGER NOT NULL,
  last_finding INTEGER NOT NULL,
  -- What its first finding had in common with others, as JSON: rules with their keys.
  links TEXT NOT NULL,
  UNIQUE (incident, root, path, digest, sort, area)
) STRICT;
CREATE INDEX incident_file_order ON incident_file (incident, first_finding);
CREATE INDEX incident_file_digest ON incident_file (digest) WHERE digest <> '';

CREATE TABLE incident_finding (
  finding INTEGER PRIMARY KEY,
  file INTEGER NOT NULL,
  -- As counted in its file, so that a change of the flag is counted once.
  open INTEGER NOT NULL
) STRICT;
CREATE INDEX incident_finding_file ON incident_finding (file, finding);

-- What findings have in common, and from when to when without a longer pause: whatever falls into it belongs there.
CREATE TABLE incident_link (
  key TEXT NOT NULL,
  from_at REAL NOT NULL,
  to_at REAL NOT NULL,
  incident INTEGER NOT NULL,
  findings INTEGER NOT NULL,
  PRIMARY KEY (key, from_at)
) STRICT, WITHOUT ROWID;

-- Findings up to here are grouped.
CREATE TABLE incident_cursor (
  finding INTEGER NOT NULL
) STRICT;
INSERT INTO incident_cursor (finding) VALUES (0);

-- Verdicts that were taken anew, or flags that were closed, and that grouping has not heard of yet.
CREATE TABLE revision (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  finding INTEGER NOT NULL
) STRICT;

-- The newest finding when the root's first census was complete; null before.
ALTER TABLE root ADD COLUMN first_census_to INTEGER;
UPDATE root SET first_census_to = (SELECT coalesce(max(id), 0) FROM finding) WHERE census_at IS NOT NULL;

-- What was done with an incident, by its number.
CREATE INDEX audit_incident ON audit (json_extract(detail, '$.incident'))
  WHERE json_extract(detail, '$.incident') IS NOT NULL;
