-- What the probes of a container have found; the document is a Health.
CREATE TABLE health (
  id TEXT NOT NULL PRIMARY KEY REFERENCES containers (id) ON DELETE CASCADE,
  document TEXT NOT NULL
) STRICT;
