package havre.volumes;

import java.util.List;

/// Volumes in the order of names.
///
/// @param warnings what drivers said that could not list theirs
public record VolumeList(List<Volume> volumes, List<String> warnings) {}
