-- For which sites alone a token may publish, as JSON; null: for every one, as all tokens could before.
ALTER TABLE token ADD COLUMN sites TEXT;
