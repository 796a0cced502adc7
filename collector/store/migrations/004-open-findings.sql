-- For the counts of open findings by verdict and severity, which are asked for with every scrape of /metrics.
CREATE INDEX finding_open_severity ON finding (root, verdict, severity) WHERE open = 1;
