-- Whether another content than this one was at its path too, among what changed: of several at least one row says so. What a
-- deployment wrote and somebody changed once more is found by that, without a look at all else that changed.
ALTER TABLE incident_file ADD COLUMN again INTEGER NOT NULL DEFAULT 0;
UPDATE incident_file SET again = 1 WHERE digest <> '' AND sort IN ('change', 'found') AND (
  EXISTS (SELECT 1 FROM incident_file o INDEXED BY incident_file_changed WHERE o.incident = incident_file.incident
    AND o.root = incident_file.root AND o.path = incident_file.path AND o.sort IN ('change', 'gone', 'found')
    AND o.digest NOT IN ('', incident_file.digest))
  OR EXISTS (SELECT 1 FROM incident_finding m JOIN incident_glimpse g ON g.finding = m.finding
    WHERE m.file = incident_file.id AND g.digest <> incident_file.digest));
CREATE INDEX incident_file_again ON incident_file (incident, root, path)
  WHERE sort IN ('change', 'gone', 'found') AND again = 1;
CREATE INDEX incident_file_again_shallow ON incident_file (incident, root, rtrim(path, replace(path, '/', '')), path)
  WHERE sort IN ('change', 'gone', 'found') AND again = 1 AND length(path) - length(replace(path, '/', '')) <= 1;
