-- That a payment file is gone is a sort of its own by now. What was grouped before is counted so too: else a new verdict on it
-- passed for something new, and opened again what people had closed. A row that holds other findings as well is parted.
INSERT INTO incident_file (incident, root, path, digest, sort, area, severity, seen, open, first_at, last_at, first_finding,
  last_finding, links)
  SELECT f.incident, f.root, f.path, '', 'gone', f.area, f.severity, 0, 0, f.first_at, f.last_at, f.first_finding,
    f.last_finding, f.links FROM incident_file f
  WHERE f.sort = 'change' AND f.digest = '' AND EXISTS (SELECT 1 FROM incident_finding m JOIN finding d ON d.id = m.finding
    WHERE m.file = f.id AND d.kind = 'removed' AND d.payment = 1)
  ON CONFLICT DO UPDATE SET severity = iif(excluded.severity = 'critical', 'critical', severity);
UPDATE incident_finding SET file = o.id FROM incident_file f, incident_file o, finding d
  WHERE f.id = incident_finding.file AND f.sort = 'change' AND f.digest = ''
  AND d.id = +incident_finding.finding AND d.kind = 'removed' AND d.payment = 1
  AND o.incident = f.incident AND o.root = f.root AND o.path = f.path AND o.digest = '' AND o.sort = 'gone' AND o.area = f.area;
DELETE FROM incident_file WHERE sort = 'change' AND digest = ''
  AND NOT EXISTS (SELECT 1 FROM incident_finding m WHERE m.file = incident_file.id);
UPDATE incident_file SET (seen, open, first_at, last_at, first_finding, last_finding) =
  (SELECT count(*), coalesce(sum(m.open), 0), min(d.at), max(d.at), min(d.id), max(d.id)
   FROM incident_finding m JOIN finding d ON d.id = m.finding WHERE m.file = incident_file.id)
  WHERE digest = '' AND sort IN ('change', 'gone') AND EXISTS (SELECT 1 FROM incident_file o WHERE o.incident = incident_file.incident
    AND o.root = incident_file.root AND o.path = incident_file.path AND o.digest = '' AND o.sort = 'gone')
  AND EXISTS (SELECT 1 FROM incident_finding m JOIN finding d ON d.id = m.finding WHERE m.file = incident_file.id);
UPDATE incident SET files = (SELECT count(*) FROM incident_file f WHERE f.incident = incident.id)
  WHERE id IN (SELECT incident FROM incident_file WHERE sort = 'gone');
