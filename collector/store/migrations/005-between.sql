-- Contents that an agent saw between a finding's two observations: JSON, null where it saw none.
ALTER TABLE finding ADD COLUMN seen_between TEXT;
