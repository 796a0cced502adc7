-- What a key is trusted for, and that it no longer is: its row stays, so that it cannot come back under another name.
ALTER TABLE trusted_key ADD COLUMN revoked_at INTEGER;
ALTER TABLE trusted_key ADD COLUMN revoked_by TEXT;
ALTER TABLE trusted_key ADD COLUMN revoked_reason TEXT;

CREATE TABLE key_trust (
  customer INTEGER NOT NULL REFERENCES customer (id),
  key TEXT NOT NULL,
  -- Empty: every component.
  component TEXT NOT NULL,
  -- release or approve.
  role TEXT NOT NULL,
  trusted_at INTEGER NOT NULL,
  trusted_by TEXT NOT NULL,
  PRIMARY KEY (customer, key, component, role)
) STRICT, WITHOUT ROWID;
INSERT INTO key_trust (customer, key, component, role, trusted_at, trusted_by)
  SELECT customer, key, '', 'release', trusted_at, 'before' FROM trusted_key;
