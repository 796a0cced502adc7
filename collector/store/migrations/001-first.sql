-- The first schema. Hot tables (inventory, finding, evidence, release_entry) carry no REFERENCES: each would cost a lookup
-- per row, and only the writer thread writes them. Times are milliseconds since 1970; those that agents say are REAL.

CREATE TABLE customer (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;
INSERT INTO customer (id, name) VALUES (1, 'default');

-- Profiles are files; only their name and digest stay here, so that a changed file is noticed and judged again.
CREATE TABLE profile (
  name TEXT PRIMARY KEY,
  digest TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE site (
  id INTEGER PRIMARY KEY,
  customer INTEGER NOT NULL REFERENCES customer (id),
  name TEXT NOT NULL,
  generation INTEGER NOT NULL DEFAULT 1,
  UNIQUE (customer, name)
) STRICT;

CREATE TABLE host (
  id INTEGER PRIMARY KEY,
  customer INTEGER NOT NULL REFERENCES customer (id),
  name TEXT NOT NULL,
  key TEXT NOT NULL UNIQUE,
  enrolled_at INTEGER NOT NULL,
  revoked_at INTEGER,
  -- Set by the first fork, cleared by enrolling anew.
  forked_at INTEGER,
  fork_detail TEXT,
  -- The chain: newest epoch, its last accepted batch, the highest boot seen in it.
  epoch TEXT,
  sequence INTEGER NOT NULL DEFAULT 0,
  digest TEXT,
  boot INTEGER NOT NULL DEFAULT 0,
  -- 1: two histories were seen in this epoch, and it goes no further.
  voided INTEGER NOT NULL DEFAULT 0,
  bindings_version INTEGER NOT NULL DEFAULT 1,
  last_seen_at INTEGER,
  clock_offset REAL,
  heartbeat TEXT,
  batches INTEGER NOT NULL DEFAULT 0,
  UNIQUE (customer, name)
) STRICT;

CREATE TABLE root (
  id INTEGER PRIMARY KEY,
  host INTEGER NOT NULL REFERENCES host (id),
  path TEXT NOT NULL,
  site INTEGER REFERENCES site (id),
  prefix TEXT NOT NULL DEFAULT '',
  profile TEXT NOT NULL,
  -- Counts censuses; inventory rows carry the number of the last one that named them.
  census INTEGER NOT NULL DEFAULT 0,
  census_id TEXT,
  census_open INTEGER NOT NULL DEFAULT 0,
  census_at REAL,
  -- Every row was judged at least under this generation, at this time.
  judged_generation INTEGER NOT NULL DEFAULT 0,
  judged_at INTEGER NOT NULL DEFAULT 0,
  files INTEGER NOT NULL DEFAULT 0,
  unauthorised INTEGER NOT NULL DEFAULT 0,
  findings INTEGER NOT NULL DEFAULT 0,
  open INTEGER NOT NULL DEFAULT 0,
  UNIQUE (host, path)
) STRICT;

-- Small columns first: listings that filter need not unpack the rest.
CREATE TABLE inventory (
  root INTEGER NOT NULL,
  path TEXT NOT NULL,
  verdict TEXT NOT NULL,
  severity TEXT NOT NULL,
  class TEXT NOT NULL,
  payment INTEGER NOT NULL,
  type TEXT,
  census INTEGER NOT NULL,
  at REAL NOT NULL,
  generation INTEGER NOT NULL,
  judged_at INTEGER NOT NULL,
  -- The finding that brought this content; null for directories.
  finding INTEGER,
  -- What cannot be seen through this path: link-target or unreadable-directory.
  blind TEXT,
  reasons TEXT NOT NULL,
  permit TEXT,
  observation TEXT NOT NULL,
  PRIMARY KEY (root, path)
) STRICT, WITHOUT ROWID;
CREATE INDEX inventory_unauthorised ON inventory (root, path) WHERE verdict = 'unauthorised';
CREATE INDEX inventory_blind ON inventory (root, path) WHERE blind IS NOT NULL;

CREATE TABLE finding (
  id INTEGER PRIMARY KEY,
  root INTEGER NOT NULL,
  path TEXT NOT NULL,
  kind TEXT NOT NULL,
  noticed TEXT NOT NULL,
  at REAL NOT NULL,
  received_at INTEGER NOT NULL,
  verdict TEXT NOT NULL,
  severity TEXT NOT NULL,
  open INTEGER NOT NULL,
  class TEXT NOT NULL,
  payment INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  judged_at INTEGER NOT NULL,
  -- Place in the evidence; an idx beyond the batch's records is an inference that the batch made possible.
  evidence INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  reasons TEXT NOT NULL,
  permit TEXT,
  actor TEXT,
  before TEXT,
  after TEXT NOT NULL,
  -- Earlier verdicts, oldest first, as a JSON array.
  history TEXT
) STRICT;
CREATE INDEX finding_path ON finding (root, path);
CREATE INDEX finding_open ON finding (root, path) WHERE open = 1;
CREATE INDEX finding_unstable ON finding (root) WHERE open = 1 AND kind = 'unstable';

CREATE TABLE gap (
  host INTEGER NOT NULL,
  -- agent or collector: who declared it, so that an agent cannot touch what the collector noticed.
  maker TEXT NOT NULL,
  id TEXT NOT NULL,
  root INTEGER,
  cause TEXT NOT NULL,
  from_at REAL NOT NULL,
  to_at REAL,
  PRIMARY KEY (host, maker, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE evidence (
  id INTEGER PRIMARY KEY,
  host INTEGER NOT NULL,
  epoch TEXT,
  sequence INTEGER,
  digest TEXT NOT NULL,
  previous TEXT,
  -- accepted, or refused with a reason.
  state TEXT NOT NULL,
  reason TEXT,
  received_at INTEGER NOT NULL,
  -- zstd of the exact signed bytes.
  bytes BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX evidence_chain ON evidence (host, epoch, sequence) WHERE state = 'accepted';
CREATE UNIQUE INDEX evidence_refused ON evidence (host, digest) WHERE state = 'refused';

CREATE TABLE component (
  id INTEGER PRIMARY KEY,
  customer INTEGER NOT NULL REFERENCES customer (id),
  name TEXT NOT NULL,
  current INTEGER,
  UNIQUE (customer, name)
) STRICT;

CREATE TABLE release (
  id INTEGER PRIMARY KEY,
  component INTEGER NOT NULL REFERENCES component (id),
  version TEXT NOT NULL,
  kind TEXT NOT NULL,
  signer TEXT NOT NULL,
  digest TEXT NOT NULL,
  envelope BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  -- Null while it is staged.
  published_at INTEGER,
  files INTEGER NOT NULL DEFAULT 0,
  adopted_by TEXT,
  adopted_reason TEXT
) STRICT;

CREATE TABLE release_entry (
  release INTEGER NOT NULL,
  path TEXT NOT NULL,
  type TEXT NOT NULL,
  sha256 BLOB NOT NULL,
  PRIMARY KEY (release, path)
) STRICT, WITHOUT ROWID;

CREATE TABLE site_component (
  site INTEGER NOT NULL REFERENCES site (id),
  component INTEGER NOT NULL REFERENCES component (id),
  prefix TEXT NOT NULL,
  PRIMARY KEY (site, component)
) STRICT, WITHOUT ROWID;

-- Roots whose rows wait to be judged again, and how far that came.
CREATE TABLE again (
  root INTEGER PRIMARY KEY REFERENCES root (id),
  phase TEXT NOT NULL,
  -- Null before the first row; the root's own directory has the empty path.
  cursor_path TEXT,
  cursor_id INTEGER NOT NULL,
  judged INTEGER NOT NULL
) STRICT;

CREATE TABLE trusted_key (
  customer INTEGER NOT NULL REFERENCES customer (id),
  key TEXT NOT NULL,
  name TEXT NOT NULL,
  trusted_at INTEGER NOT NULL,
  PRIMARY KEY (customer, key)
) STRICT, WITHOUT ROWID;

-- Of secrets only their sha256 is kept. kind: token or session.
CREATE TABLE token (
  kind TEXT NOT NULL,
  digest TEXT NOT NULL,
  customer INTEGER NOT NULL REFERENCES customer (id),
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  expires_at INTEGER,
  PRIMARY KEY (kind, digest)
) STRICT, WITHOUT ROWID;

CREATE TABLE link (
  digest TEXT PRIMARY KEY,
  customer INTEGER NOT NULL REFERENCES customer (id),
  expires_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT, WITHOUT ROWID;

-- The secret itself is needed to check a mac; it is emptied when the token is used.
CREATE TABLE enrolment (
  id TEXT PRIMARY KEY,
  customer INTEGER NOT NULL REFERENCES customer (id),
  secret TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
  id INTEGER PRIMARY KEY,
  customer INTEGER,
  at INTEGER NOT NULL,
  who TEXT NOT NULL,
  from_where TEXT NOT NULL,
  what TEXT NOT NULL,
  detail TEXT NOT NULL
) STRICT;
