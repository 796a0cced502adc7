-- When each census that was completed began and ended: every path of its root was seen at some moment between.

CREATE TABLE census (
  root INTEGER NOT NULL,
  from_at REAL NOT NULL,
  to_at REAL NOT NULL,
  PRIMARY KEY (root, to_at)
) STRICT, WITHOUT ROWID;

-- Of the census that is open, or was the last.
ALTER TABLE root ADD COLUMN census_begun_at REAL;
