-- A root that gets another profile: which contents stand there, without a look at those of all the others.
CREATE INDEX content_place_root ON content_place (root, content);
