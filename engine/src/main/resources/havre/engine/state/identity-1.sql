-- What this engine is, for good: one row a fact.
CREATE TABLE identity (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;
