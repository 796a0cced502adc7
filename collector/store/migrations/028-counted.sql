-- How many findings a window ever made expected, and how many rested on it alone when it ended; null until then.
ALTER TABLE deploy_window ADD COLUMN expected INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deploy_window ADD COLUMN uncovered INTEGER;

CREATE TEMP TABLE made_expected AS
  SELECT json_extract(permit, '$.ref') AS ref, count(DISTINCT id) AS findings FROM (
    SELECT id, permit FROM finding WHERE instr(reasons, 'window') > 0
    UNION ALL
    SELECT f.id, json_extract(h.value, '$.permit') FROM finding f JOIN json_each(f.history) h
    WHERE f.history IS NOT NULL AND instr(json_extract(h.value, '$.reasons'), 'window') > 0
  ) WHERE json_extract(permit, '$.kind') = 'window' GROUP BY ref;
UPDATE deploy_window SET expected = made.findings FROM made_expected made WHERE made.ref = CAST(deploy_window.id AS TEXT);
DROP TABLE made_expected;

-- Of those that have ended the audit trail kept the number of paths.
UPDATE deploy_window SET uncovered = line.covered FROM (
  SELECT json_extract(detail, '$.window') AS window, json_extract(detail, '$.covered') AS covered FROM audit
  WHERE what = 'window.end'
) line WHERE line.window = deploy_window.id;

-- What is there of releases that were replaced.
CREATE INDEX inventory_replaced ON inventory (root, path) WHERE instr(reasons, 'stale') > 0 OR instr(reasons, 'overlap') > 0;
