-- The images that a name has for other platforms than the one in image_reference.
CREATE TABLE image_variant (
  reference TEXT NOT NULL,
  image TEXT NOT NULL REFERENCES image (id),
  PRIMARY KEY (reference, image)
) STRICT;
CREATE INDEX image_variant_image ON image_variant (image);
