CREATE TABLE layer (
  chain_id TEXT PRIMARY KEY,
  cache_id TEXT NOT NULL UNIQUE,
  diff_id TEXT NOT NULL,
  parent TEXT REFERENCES layer (chain_id),
  size INTEGER NOT NULL,
  archive_size INTEGER NOT NULL
) STRICT;
CREATE INDEX layer_parent ON layer (parent);
CREATE TABLE layer_use (
  user TEXT NOT NULL,
  chain_id TEXT NOT NULL REFERENCES layer (chain_id),
  PRIMARY KEY (user, chain_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX layer_use_chain_id ON layer_use (chain_id);
CREATE TABLE snapshot (
  key TEXT PRIMARY KEY,
  chain_id TEXT
) STRICT;
