CREATE TABLE layer_blob (
  diff_id TEXT NOT NULL,
  digest TEXT NOT NULL,
  size INTEGER NOT NULL,
  media_type TEXT NOT NULL,
  repository TEXT NOT NULL,
  PRIMARY KEY (diff_id, digest, repository)
) STRICT;
