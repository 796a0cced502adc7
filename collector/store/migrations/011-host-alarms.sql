-- Alarms of hosts beside those of incidents: of gaps that stay open, of their end, of forks. `incident` is then 0.
ALTER TABLE alarm ADD COLUMN host INTEGER;
ALTER TABLE delivery ADD COLUMN host INTEGER;
-- Since when the collector has known it to be open; null before its first look.
ALTER TABLE gap ADD COLUMN noticed_at INTEGER;
-- 0: nobody was told of it; 1: people were; 2: and that it is over.
ALTER TABLE gap ADD COLUMN told INTEGER NOT NULL DEFAULT 0;
CREATE INDEX gap_told ON gap (host) WHERE told = 1;
