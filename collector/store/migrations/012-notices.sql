-- Alarms of neither an incident nor a host, such as the daily digest: `topic` says of what, `detail` is what it says, as JSON.
ALTER TABLE alarm ADD COLUMN topic TEXT;
ALTER TABLE alarm ADD COLUMN detail TEXT;
ALTER TABLE delivery ADD COLUMN topic TEXT;

-- Days whose digest stands in the outbox, by channel. The first row of a channel has no alarm: digests begin behind it.
CREATE TABLE digest (
  channel TEXT NOT NULL,
  -- As the configured time zone has it, such as 2026-11-29.
  day TEXT NOT NULL,
  due_at INTEGER NOT NULL,
  alarm INTEGER,
  PRIMARY KEY (channel, day)
) STRICT, WITHOUT ROWID;
