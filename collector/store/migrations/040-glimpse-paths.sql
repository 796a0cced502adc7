-- Whether a content was seen for a moment at a path is asked at every finding that shows some: found by both, as one content
-- may have been seen at any number of paths, and one path may have shown any number of contents.
ALTER TABLE incident_glimpse ADD COLUMN root INTEGER NOT NULL DEFAULT 0;
ALTER TABLE incident_glimpse ADD COLUMN path TEXT NOT NULL DEFAULT '';
UPDATE incident_glimpse SET root = f.root, path = f.path FROM finding f WHERE f.id = incident_glimpse.finding;
DROP INDEX incident_glimpse_digest;
CREATE INDEX incident_glimpse_digest ON incident_glimpse (digest, root, path);
