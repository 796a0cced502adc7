-- Alarms that a channel is told of in one message, because it was sent as many as it may be: the delivery that stands for all of
-- them, noted before the message is sent, so that a repeat is of the same ones. Null: it is told by itself.
ALTER TABLE delivery ADD COLUMN bundle INTEGER;
CREATE INDEX delivery_bundle ON delivery (bundle) WHERE bundle IS NOT NULL;
