-- Extended attributes of the file whose bytes these are, as its agent told them, as JSON; null: none were told.
ALTER TABLE content ADD COLUMN attributes TEXT;
