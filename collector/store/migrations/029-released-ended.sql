-- Since when no release in force lists a content that came with one: null while one does, and before anybody looked.
ALTER TABLE content ADD COLUMN unlisted_at INTEGER;
CREATE INDEX content_unshown ON content (id) WHERE released = 1 AND place = 0;
