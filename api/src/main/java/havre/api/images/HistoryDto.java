package havre.api.images;

import havre.images.HistoryEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One step of an image's history; tags are null where there are none.
record HistoryDto(
    String comment,
    long created,
    String createdBy,
    String id,
    long size,
    @Nullable List<String> tags) {
  static HistoryDto of(HistoryEntry entry) {
    return new HistoryDto(
        entry.comment(),
        entry.created().getEpochSecond(),
        entry.createdBy(),
        entry.id(),
        entry.size(),
        entry.tags().isEmpty() ? null : entry.tags());
  }
}
