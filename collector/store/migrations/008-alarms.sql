-- What somebody is to be told of incidents, and the outbox from which each channel is served.

CREATE TABLE alarm (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  customer INTEGER NOT NULL,
  incident INTEGER NOT NULL,
  -- new, worse or again.
  cause TEXT NOT NULL,
  severity TEXT NOT NULL,
  made_at INTEGER NOT NULL
) STRICT;

-- Alarms up to here stand in the outbox for every channel that wants them.
CREATE TABLE alarm_cursor (
  alarm INTEGER NOT NULL
) STRICT;
INSERT INTO alarm_cursor (alarm) VALUES (0);

CREATE TABLE delivery (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  alarm INTEGER NOT NULL,
  customer INTEGER NOT NULL,
  incident INTEGER NOT NULL,
  channel TEXT NOT NULL,
  severity TEXT NOT NULL,
  -- waiting; delivered; settled (nothing was left to tell); failed (it was given up).
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  next_at INTEGER NOT NULL,
  done_at INTEGER,
  error TEXT,
  UNIQUE (alarm, channel)
) STRICT;
CREATE INDEX delivery_waiting ON delivery (next_at) WHERE state = 'waiting';
CREATE INDEX delivery_told ON delivery (channel, incident, done_at) WHERE state = 'delivered';

-- How bad it was when somebody was last told of it; null where nobody was.
ALTER TABLE incident ADD COLUMN alarmed TEXT;
UPDATE incident SET alarmed = severity;
