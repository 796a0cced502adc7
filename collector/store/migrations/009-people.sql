-- People who sign in. password: Argon2id in its text form; a name is one person's on the whole collector.
CREATE TABLE person (
  id INTEGER PRIMARY KEY,
  customer INTEGER NOT NULL REFERENCES customer (id),
  name TEXT NOT NULL UNIQUE,
  role TEXT NOT NULL,
  password TEXT NOT NULL,
  added_by TEXT NOT NULL,
  added_at INTEGER NOT NULL
) STRICT;

-- Whose session it is: its role is the person's at that moment, and it ends with the person. Null: a token's, or a link's.
ALTER TABLE token ADD COLUMN person INTEGER;
