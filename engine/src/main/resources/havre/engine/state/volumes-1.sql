-- Local volumes by name; the document is a Volume.
CREATE TABLE volumes (
  name TEXT NOT NULL PRIMARY KEY,
  document TEXT NOT NULL
) STRICT;
