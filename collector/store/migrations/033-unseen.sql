-- 1: of a content that whoever acknowledged the incident cannot have meant, so that it is told at once.
ALTER TABLE alarm ADD COLUMN unseen INTEGER NOT NULL DEFAULT 0;
