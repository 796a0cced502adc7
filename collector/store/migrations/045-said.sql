-- What is said of findings stands apart from what was seen: a verdict that is taken anew writes one narrow row, whose size
-- does not depend on paths and observations, and what is said of many alike is kept once. A row of the inventory says what
-- the finding says that brought its content, unless it has its own. Whoever reads asks the views `finding` and `inventory`.

-- Each verdict in words, with its permit; `noted`: one by which rows are sought, see `isNoted` in judgements.ts.
CREATE TABLE judgement (
  id INTEGER PRIMARY KEY,
  verdict TEXT NOT NULL,
  severity TEXT NOT NULL,
  reasons TEXT NOT NULL,
  permit TEXT,
  noted INTEGER NOT NULL
) STRICT;
CREATE INDEX judgement_noted ON judgement (id) WHERE noted = 1;
CREATE UNIQUE INDEX judgement_words ON judgement (verdict, severity, reasons, ifnull(permit, ''));
INSERT INTO judgement (verdict, severity, reasons, permit, noted)
  SELECT verdict, severity, reasons, permit, verdict = 'unauthorised' OR instr(reasons, 'window') > 0
    OR instr(reasons, 'approved-pattern') > 0 OR instr(reasons, 'malicious') > 0 OR instr(reasons, 'stale') > 0
    OR instr(reasons, 'overlap') > 0
  FROM (SELECT verdict, severity, reasons, permit FROM finding UNION SELECT verdict, severity, reasons, permit FROM inventory
    UNION SELECT e.value ->> 'verdict', e.value ->> 'severity', e.value ->> 'reasons', e.value ->> 'permit'
    FROM finding f, json_each(f.history) e WHERE f.history IS NOT NULL);

CREATE TABLE said (
  finding INTEGER PRIMARY KEY,
  root INTEGER NOT NULL,
  judgement INTEGER NOT NULL,
  open INTEGER NOT NULL,
  noted INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  judged_at INTEGER NOT NULL,
  -- Of a finding that tells of what stands there alone, nothing before and nothing in between: its kind.
  alone TEXT,
  -- 1: such a one; the row of its path holds the very observation that it brought, and has no judgement of its own.
  stands INTEGER NOT NULL DEFAULT 0,
  -- What some are sought by while they are open: their kind, of those that are unstable or removed, and code that is generated.
  awaits TEXT,
  generated INTEGER NOT NULL,
  -- Earlier ones, oldest first, as in a JSON array: [judgement, generation, judged_at].
  history TEXT
) STRICT;
INSERT INTO said (finding, root, judgement, open, noted, generation, judged_at, alone, stands, awaits, generated, history)
  SELECT f.id, f.root, j.id, f.open, j.noted, f.generation, f.judged_at,
    iif(f.before IS NULL AND f.seen_between IS NULL, f.kind, NULL),
    f.kind = 'added' AND f.before IS NULL AND f.seen_between IS NULL AND EXISTS (SELECT 1 FROM inventory i
      WHERE i.root = f.root AND i.path = f.path AND i.finding = f.id AND i.observation = f.after AND i.verdict = f.verdict
      AND i.severity = f.severity AND i.reasons = f.reasons AND ifnull(i.permit, '') = ifnull(f.permit, '')),
    iif(f.kind IN ('unstable', 'removed'), f.kind, NULL), f.class = 'generated',
    (SELECT group_concat('[' || h.id || ',' || (e.value ->> 'generation') || ',' || (e.value ->> 'judgedAt') || ']', ',' ORDER BY e.key)
     FROM json_each(f.history) e JOIN judgement h ON h.verdict = e.value ->> 'verdict' AND h.severity = e.value ->> 'severity'
       AND h.reasons = e.value ->> 'reasons' AND ifnull(h.permit, '') = ifnull(e.value ->> 'permit', ''))
  FROM finding f JOIN judgement j ON j.verdict = f.verdict AND j.severity = f.severity AND j.reasons = f.reasons
    AND ifnull(j.permit, '') = ifnull(f.permit, '') ORDER BY f.id;

CREATE TABLE finding_row (
  id INTEGER PRIMARY KEY,
  root INTEGER NOT NULL,
  path TEXT NOT NULL,
  kind TEXT NOT NULL,
  noticed TEXT NOT NULL,
  at REAL NOT NULL,
  received_at INTEGER NOT NULL,
  class TEXT NOT NULL,
  payment INTEGER NOT NULL,
  -- Place in the evidence; an idx beyond the batch's records is an inference that the batch made possible.
  evidence INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  actor TEXT,
  before TEXT,
  after TEXT NOT NULL,
  seen_between TEXT
) STRICT;
INSERT INTO finding_row
  SELECT id, root, path, kind, noticed, at, received_at, class, payment, evidence, idx, actor, before, after, seen_between
  FROM finding ORDER BY id;

-- Small columns first: listings that filter need not unpack the rest.
CREATE TABLE inventory_row (
  root INTEGER NOT NULL,
  path TEXT NOT NULL,
  -- Its own, where it says something else than its finding, or has none: then never null.
  judgement INTEGER,
  generation INTEGER,
  -- 1: it has its own, and is sought by that.
  noted INTEGER NOT NULL,
  class TEXT NOT NULL,
  payment INTEGER NOT NULL,
  type TEXT,
  census INTEGER NOT NULL,
  at REAL NOT NULL,
  -- The finding that brought this content; null for directories.
  finding INTEGER,
  -- What cannot be seen through this path: link-target or unreadable-directory.
  blind TEXT,
  observation TEXT NOT NULL,
  PRIMARY KEY (root, path)
) STRICT, WITHOUT ROWID;
INSERT INTO inventory_row
  SELECT i.root, i.path, iif(s.judgement = j.id, NULL, j.id), iif(s.judgement = j.id, NULL, i.generation),
    iif(s.judgement = j.id, 0, j.noted), i.class, i.payment, i.type, i.census, i.at, s.finding, i.blind, i.observation
  FROM inventory i JOIN judgement j ON j.verdict = i.verdict AND j.severity = i.severity AND j.reasons = i.reasons
    AND ifnull(j.permit, '') = ifnull(i.permit, '') LEFT JOIN said s ON s.finding = i.finding ORDER BY i.root, i.path;

DROP TABLE finding;
DROP TABLE inventory;

CREATE INDEX finding_path ON finding_row (root, path);
CREATE INDEX finding_evidence ON finding_row (evidence);
CREATE INDEX said_noted ON said (root, judgement, finding, open) WHERE noted = 1;
CREATE INDEX said_awaits ON said (root, awaits) WHERE open = 1 AND awaits IS NOT NULL;
CREATE INDEX said_generated ON said (root, finding) WHERE open = 1 AND generated = 1;
CREATE INDEX inventory_noted ON inventory_row (root, path) WHERE noted = 1;
CREATE INDEX inventory_blind ON inventory_row (root, path) WHERE blind IS NOT NULL;

CREATE VIEW finding AS
  SELECT f.id, f.root, f.path, f.kind, f.noticed, f.at, f.received_at, j.verdict, j.severity, s.open, f.class, f.payment,
    s.generation, s.judged_at, f.evidence, f.idx, j.reasons, j.permit, f.actor, f.before, f.after, f.seen_between,
    iif(s.history IS NULL, NULL, (SELECT json_group_array(json_object('verdict', h.verdict, 'severity', h.severity,
      'reasons', h.reasons, 'permit', h.permit, 'generation', e.value ->> 1, 'judgedAt', e.value ->> 2) ORDER BY e.key)
      FROM json_each('[' || s.history || ']') e JOIN judgement h ON h.id = e.value ->> 0)) AS history
  FROM finding_row f JOIN said s ON s.finding = f.id JOIN judgement j ON j.id = s.judgement;
CREATE VIEW inventory AS
  SELECT i.root, i.path, j.verdict, j.severity, i.class, i.payment, i.type, i.census, i.at,
    coalesce(i.generation, s.generation) AS generation, i.finding, i.blind, j.reasons, j.permit, i.observation
  FROM inventory_row i LEFT JOIN said s ON s.finding = i.finding JOIN judgement j ON j.id = coalesce(i.judgement, s.judgement);

-- How far judging again came among findings, which are gone through by what is said of them.
ALTER TABLE again ADD COLUMN cursor_judgement INTEGER NOT NULL DEFAULT 0;
-- Findings come before generated code now: a turn that had them still before it would leave them out.
UPDATE again SET phase = 'inventory', cursor_path = NULL, cursor_id = 0, judged = 0 WHERE scope = 'all';
