-- Up to which finding those of first censuses were looked at again, a day later, for contents that nothing covers by then.
ALTER TABLE content_cursor ADD COLUMN census INTEGER NOT NULL DEFAULT 0;
