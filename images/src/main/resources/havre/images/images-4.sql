CREATE INDEX layer_diff_id ON layer (diff_id);
DELETE FROM layer_blob WHERE diff_id NOT IN (SELECT diff_id FROM layer);
-- What is known of a layer's blobs goes with the last layer that has its content, however that goes.
CREATE TRIGGER layer_blob_goes AFTER DELETE ON layer
WHEN NOT EXISTS (SELECT 1 FROM layer WHERE diff_id = OLD.diff_id)
BEGIN DELETE FROM layer_blob WHERE diff_id = OLD.diff_id; END;
