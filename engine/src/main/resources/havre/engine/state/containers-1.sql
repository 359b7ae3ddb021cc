-- One row a container: what it is (changed by rename and update only), and how it is.
CREATE TABLE containers (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  definition TEXT NOT NULL,
  condition TEXT NOT NULL
) STRICT;
