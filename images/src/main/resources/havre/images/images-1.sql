CREATE TABLE image (
  id TEXT PRIMARY KEY,
  config BLOB NOT NULL,
  parent TEXT,
  last_tagged INTEGER
) STRICT;
CREATE TABLE image_reference (
  reference TEXT PRIMARY KEY,
  image TEXT NOT NULL REFERENCES image (id)
) STRICT;
CREATE INDEX image_reference_image ON image_reference (image);
