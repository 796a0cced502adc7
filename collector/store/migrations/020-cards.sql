-- Contents with card numbers in them are few, and each listing of incidents asks for them.
CREATE INDEX content_cards ON content (customer, sha256) WHERE why = 'cards';
