CREATE TABLE build_step (
  key TEXT PRIMARY KEY,
  image TEXT NOT NULL REFERENCES image (id)
) STRICT;
CREATE INDEX build_step_image ON build_step (image);
