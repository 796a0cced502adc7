-- Of an incident with card numbers people are told once until it is opened anew: each further content asks whether they were.
CREATE INDEX alarm_cards ON alarm (incident, made_at) WHERE cause = 'cards';

-- Contents whose card numbers were known before anybody was told of such: grouping takes the verdicts of what showed them anew,
-- and what it finds worse than was told is told of.
INSERT INTO revision (finding)
  SELECT m.finding FROM content c INDEXED BY content_cards JOIN incident_file f ON f.digest = c.sha256
  JOIN incident i ON i.id = f.incident AND i.customer = c.customer JOIN incident_finding m ON m.file = f.id AND m.open = 1
  WHERE c.why = 'cards' ORDER BY m.finding;
