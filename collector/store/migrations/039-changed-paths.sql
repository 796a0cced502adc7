-- At every finding of a deployment grouping asks for the first few paths that changed in a part of the shop, and whether one of
-- them is critical: found without a look at how many contents each path has, or how many files lie in the folders below.
CREATE INDEX incident_file_changed ON incident_file (incident, root, path, severity) WHERE sort IN ('change', 'gone', 'found');
-- By their folder: files at the top and in the folders there, which are a part without what lies deeper.
CREATE INDEX incident_file_shallow ON incident_file (incident, root, rtrim(path, replace(path, '/', '')), path)
  WHERE sort IN ('change', 'gone', 'found') AND length(path) - length(replace(path, '/', '')) <= 1;
