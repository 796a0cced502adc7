-- Somebody asked that contents of ended releases go at once: a run of these stages alone, beside those of each day.
ALTER TABLE keeping ADD COLUMN asked_at INTEGER;
ALTER TABLE keeping ADD COLUMN part INTEGER NOT NULL DEFAULT 0;
