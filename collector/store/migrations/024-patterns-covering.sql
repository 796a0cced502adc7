-- What one approval by pattern covers is found without a look at what others cover: its number stands in the permit.
CREATE INDEX finding_pattern_of ON finding (root, json_extract(permit, '$.ref'), path)
  WHERE instr(reasons, 'approved-pattern') > 0;
CREATE INDEX inventory_pattern_of ON inventory (root, json_extract(permit, '$.ref'), path)
  WHERE instr(reasons, 'approved-pattern') > 0;
