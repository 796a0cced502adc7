-- What is open of generated code is judged again with every change of a site's permits: it hangs on its source as well.
CREATE INDEX finding_generated ON finding (root, path) WHERE open = 1 AND class = 'generated';
