package havre.images;

import java.util.List;

/// What a prune removed.
public record PruneReport(List<RemovedImage> removed, long spaceReclaimed) {}
