-- Releases share what they have in common: a release is a set of lists, one or a few a folder, and equal lists are kept once.
-- Like the other hot tables these carry no REFERENCES. A release also gets a life: held, current, overlapping, ended.

-- Whose components every customer may have; a name that no customer can be given.
INSERT INTO customer (id, name) VALUES (0, ' provider');

CREATE TABLE folder (
  id INTEGER PRIMARY KEY,
  path TEXT NOT NULL UNIQUE
) STRICT;

-- digest: sha256 over the entries, null for lists that this migration made.
CREATE TABLE list (
  id INTEGER PRIMARY KEY,
  digest TEXT UNIQUE
) STRICT;

CREATE TABLE list_entry (
  list INTEGER NOT NULL,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  sha256 BLOB NOT NULL,
  PRIMARY KEY (list, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE release_list (
  folder INTEGER NOT NULL,
  release INTEGER NOT NULL,
  list INTEGER NOT NULL,
  PRIMARY KEY (folder, release, list)
) STRICT, WITHOUT ROWID;
CREATE INDEX release_list_release ON release_list (release, folder, list);
CREATE INDEX release_list_list ON release_list (list);

-- What rtrim leaves, with every character but the slash to be trimmed, ends in the last slash.
CREATE TEMP TABLE moving AS
  SELECT release, type, sha256, rtrim(rtrim(path, replace(path, '/', '')), '/') AS folder,
    substr(path, length(rtrim(path, replace(path, '/', ''))) + 1) AS name
  FROM main.release_entry;
INSERT INTO folder (path) SELECT DISTINCT folder FROM moving;
CREATE TEMP TABLE moved_list AS
  SELECT row_number() OVER () AS id, release, folder FROM (SELECT DISTINCT release, folder FROM moving);
INSERT INTO list (id) SELECT id FROM moved_list;
INSERT INTO release_list (folder, release, list)
  SELECT f.id, m.release, m.id FROM moved_list m JOIN folder f ON f.path = m.folder;
CREATE INDEX temp.moved_list_place ON moved_list (release, folder);
INSERT INTO list_entry (list, name, type, sha256)
  SELECT m.id, e.name, e.type, e.sha256 FROM moving e JOIN moved_list m ON m.release = e.release AND m.folder = e.folder;
DROP TABLE moving;
DROP TABLE moved_list;
DROP TABLE release_entry;

-- The envelope in parts, so that none of them holds the writer up: together one zstd frame, or the JSON as it was sent.
CREATE TABLE release_part (
  release INTEGER NOT NULL,
  part INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (release, part)
) STRICT, WITHOUT ROWID;
INSERT INTO release_part (release, part, bytes) SELECT id, 0, envelope FROM release;
ALTER TABLE release DROP COLUMN envelope;

-- Counts the releases of one component, from 1, in the order of their publishing.
ALTER TABLE release ADD COLUMN number INTEGER NOT NULL DEFAULT 0;
UPDATE release SET number = (
  SELECT count(*) FROM release other WHERE other.component = release.component AND other.id <= release.id
);
-- Who published it, as in the audit trail.
ALTER TABLE release ADD COLUMN published_by TEXT NOT NULL DEFAULT '';
ALTER TABLE release ADD COLUMN activated_at INTEGER;
UPDATE release SET activated_at = published_at;
-- Held: why, as JSON, until somebody else confirmed it.
ALTER TABLE release ADD COLUMN held TEXT;
ALTER TABLE release ADD COLUMN confirmed_by TEXT;
ALTER TABLE release ADD COLUMN confirmed_at INTEGER;
-- How long the one that it replaces stays valid.
ALTER TABLE release ADD COLUMN overlap_ms INTEGER NOT NULL DEFAULT 0;
-- Since when another is current in its place; null while it is current, or never was.
ALTER TABLE release ADD COLUMN replaced_at INTEGER;
UPDATE release SET replaced_at = (
  SELECT coalesce(min(later.published_at), release.published_at) FROM release later
  WHERE later.component = release.component AND later.id > release.id AND later.published_at IS NOT NULL
) WHERE id NOT IN (SELECT current FROM component WHERE current IS NOT NULL) AND published_at IS NOT NULL;
-- Replaced, yet valid until then; null once that is over.
ALTER TABLE release ADD COLUMN overlap_until INTEGER;
ALTER TABLE release ADD COLUMN expires_at INTEGER;
ALTER TABLE release ADD COLUMN expired_at INTEGER;
ALTER TABLE release ADD COLUMN revoked_at INTEGER;
ALTER TABLE release ADD COLUMN revoked_reason TEXT;

-- Paths of a root that have shown the new release's version during an overlap: for them the old one permits no more.
CREATE TABLE moved_on (
  component INTEGER NOT NULL,
  root INTEGER NOT NULL,
  path TEXT NOT NULL,
  -- Releases that were replaced until then are barred.
  since INTEGER NOT NULL,
  PRIMARY KEY (component, root, path)
) STRICT, WITHOUT ROWID;

-- Contents that no permit covers, on any site of the customer.
CREATE TABLE malicious (
  customer INTEGER NOT NULL REFERENCES customer (id),
  sha256 TEXT NOT NULL,
  reason TEXT NOT NULL,
  marked_by TEXT NOT NULL,
  marked_at INTEGER NOT NULL,
  PRIMARY KEY (customer, sha256)
) STRICT, WITHOUT ROWID;
CREATE INDEX finding_malicious ON finding (root, path) WHERE instr(reasons, 'malicious') > 0;

-- The paths, below a component's top, whose permits a change of its releases touched. Kept while roots wait for it.
CREATE TABLE change_path (
  change INTEGER NOT NULL,
  path TEXT NOT NULL,
  PRIMARY KEY (change, path)
) STRICT, WITHOUT ROWID;

-- What waits to be judged again, in the order of its coming: a whole root, the paths of one change, or the rows with one
-- content.
CREATE TABLE again_next (
  id INTEGER PRIMARY KEY,
  root INTEGER NOT NULL REFERENCES root (id),
  scope TEXT NOT NULL,
  -- Of scope change: which, and where the site has the component.
  change INTEGER,
  prefix TEXT NOT NULL DEFAULT '',
  -- Of scope content.
  sha256 TEXT,
  phase TEXT NOT NULL,
  -- Null before the first row; the root's own directory has the empty path.
  cursor_path TEXT,
  cursor_id INTEGER NOT NULL DEFAULT 0,
  judged INTEGER NOT NULL DEFAULT 0,
  total INTEGER NOT NULL
) STRICT;
INSERT INTO again_next (root, scope, phase, cursor_path, cursor_id, judged, total)
  SELECT a.root, 'all', a.phase, a.cursor_path, a.cursor_id, a.judged, r.files FROM again a JOIN root r ON r.id = a.root;
DROP TABLE again;
ALTER TABLE again_next RENAME TO again;
CREATE INDEX again_root ON again (root);
CREATE INDEX again_change ON again (change) WHERE change IS NOT NULL;
