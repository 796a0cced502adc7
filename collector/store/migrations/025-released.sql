-- Bytes that came with a release count to the room of releases for as long as they are here, whatever findings show them later.
-- What was counted to capture's before stays there.
ALTER TABLE content ADD COLUMN released INTEGER NOT NULL DEFAULT 0;
UPDATE content SET released = 1 WHERE place = 0;
CREATE INDEX content_released ON content (bytes) WHERE released = 1;
