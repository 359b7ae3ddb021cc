package havre.images;

import java.time.Instant;
import java.util.List;

/// One step in the making of an image, newest first in a history.
///
/// @param id the image it made, `<missing>` when that isn't here
public record HistoryEntry(
    String id, Instant created, String createdBy, List<String> tags, long size, String comment) {}
