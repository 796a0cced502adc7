-- What a deployment took away and put back is judged again when a release comes with it.
CREATE INDEX finding_missing ON finding (root, path) WHERE open = 1 AND kind = 'removed';
