package havre.images;

import havre.common.Digest;
import havre.oci.image.ImageDocument;
import havre.store.snapshots.Lease;
import org.jspecify.annotations.Nullable;

/// A new image whose layers are in the store already.
///
/// @param lease keeps its layers until the image does
/// @param parent the image it was built from
/// @param step what tells the build step that made it from all others, so that it is found again;
///   null for what no build step made
public record CommitRequest(
    ImageDocument document, Lease lease, @Nullable Digest parent, @Nullable String step) {
  public CommitRequest(ImageDocument document, Lease lease, @Nullable Digest parent) {
    this(document, lease, parent, null);
  }
}
