-- Contents that were seen for a moment only, of findings that are in an incident: what holds card numbers is told of there too.
CREATE TABLE incident_glimpse (
  finding INTEGER NOT NULL,
  -- A sha256.
  digest TEXT NOT NULL,
  PRIMARY KEY (finding, digest)
) STRICT, WITHOUT ROWID;
CREATE INDEX incident_glimpse_digest ON incident_glimpse (digest);
INSERT INTO incident_glimpse (finding, digest)
  SELECT DISTINCT m.finding, json_extract(g.value, '$.digest.hex')
  FROM incident_finding m JOIN finding f ON f.id = m.finding JOIN json_each(f.seen_between) g
  WHERE f.seen_between IS NOT NULL AND json_extract(g.value, '$.digest.algorithm') = 'sha256'
    AND json_extract(g.value, '$.size') > 0;

-- As with 023: what is known of them by now makes their incidents critical, and is told of.
INSERT INTO revision (finding)
  SELECT m.finding FROM content c INDEXED BY content_cards JOIN incident_glimpse g ON g.digest = c.sha256
  JOIN incident_finding m ON m.finding = g.finding AND m.open = 1 JOIN incident_file f ON f.id = m.file
  JOIN incident i ON i.id = f.incident AND i.customer = c.customer
  WHERE c.why = 'cards' ORDER BY m.finding;
