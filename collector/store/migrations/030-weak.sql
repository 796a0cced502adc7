-- Its files were compared with MD5 sums alone, so that what it permits is shown as weak.
ALTER TABLE release ADD COLUMN weak INTEGER NOT NULL DEFAULT 0;
