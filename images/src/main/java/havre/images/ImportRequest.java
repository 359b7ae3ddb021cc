package havre.images;

import havre.oci.image.Platform;
import havre.oci.reference.ImageReference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How to make an image of a file system archive.
///
/// @param name the name to give it, null for none
/// @param message the comment of its history
/// @param changes Dockerfile instructions to apply
/// @param platform null for this machine's
/// @param source what the archive is, for the history: `-` or an address
public record ImportRequest(
    @Nullable ImageReference name,
    String message,
    List<String> changes,
    @Nullable Platform platform,
    String source) {}
