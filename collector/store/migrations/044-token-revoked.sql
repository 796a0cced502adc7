-- Since when, and by whom, a token opens nothing before its time; null while it does.
ALTER TABLE token ADD COLUMN revoked_at INTEGER;
ALTER TABLE token ADD COLUMN revoked_by TEXT;
