-- What was open within the last hour is asked every few seconds, beside the gaps of years.
CREATE INDEX gap_closed ON gap (to_at) WHERE to_at IS NOT NULL;
-- When people were last told so of a host.
CREATE INDEX alarm_host ON alarm (host, cause, made_at) WHERE host IS NOT NULL;
