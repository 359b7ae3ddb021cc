package havre.store.snapshots;

import havre.common.Digest;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A layer on disk together with those below it.
///
/// @param chainId its name
/// @param diffId the digest of its own uncompressed archive
/// @param parent the chain id of the layer below
/// @param size the bytes of its regular files
/// @param archiveSize the bytes of its uncompressed archive
/// @param directory its directory `diff`
public record Layer(
    Digest chainId,
    Digest diffId,
    @Nullable Digest parent,
    long size,
    long archiveSize,
    Path directory) {}
