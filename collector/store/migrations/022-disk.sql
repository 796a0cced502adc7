-- How much the state takes and what is left for it, as it was sampled, and how that stands.

CREATE TABLE disk_sample (
  at INTEGER PRIMARY KEY,
  -- Bytes: of the files of the state, of them free inside the database, and free on their file system.
  files INTEGER NOT NULL,
  reusable INTEGER NOT NULL,
  free INTEGER NOT NULL
) STRICT;

-- One row, once there is a sample. report: JSON, as the API tells it.
CREATE TABLE disk (
  report TEXT NOT NULL
) STRICT;
