-- When the collector last showed that it still writes.
ALTER TABLE alarm_cursor ADD COLUMN beat_at INTEGER;
