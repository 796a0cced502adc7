-- 1: it was low at some time since it was last fine; so loud is told that it is over.
ALTER TABLE disk ADD COLUMN was_low INTEGER NOT NULL DEFAULT 0;
UPDATE disk SET was_low = 1 WHERE json_extract(report, '$.state') = 'low';
