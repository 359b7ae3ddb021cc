package havre.volumes;

import java.util.List;

/// What a prune removed.
public record VolumePruneReport(List<String> names, long spaceReclaimed) {}
