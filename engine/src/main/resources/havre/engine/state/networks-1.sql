-- The networks that users make, by id; the document is a NetworkDefinition.
CREATE TABLE networks (
  id TEXT NOT NULL PRIMARY KEY,
  document TEXT NOT NULL
) STRICT;
