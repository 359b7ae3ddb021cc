package havre.images;

import havre.oci.image.Descriptor;
import havre.oci.image.Platform;
import havre.oci.reference.ImageReference;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// All images here. Reads answer from an unchanging picture and wait for nobody. Thread-safe.
///
/// Wherever a name is asked for, an id, its first digits (with or without `sha256:`), a name with
/// or without tag, or a name with digest will do. Errors are Docker's in kind and text.
public interface Images {
  /// @throws havre.common.HavreException of kind NOT_FOUND: `No such image: x:latest`
  Image resolve(String nameOrId);

  /// The image for a platform among those that a name has.
  ///
  /// @param wished null for the one that the name alone means
  /// @throws havre.common.HavreException of kind NOT_FOUND
  Image resolve(String nameOrId, @Nullable Platform wished);

  Optional<Image> find(String nameOrId);

  /// The images that a name has for several platforms, the one that it alone means first.
  ///
  /// @throws havre.common.HavreException of kind NOT_FOUND
  List<Image> meant(String nameOrId);

  /// The images that have a name with this one, it among them.
  List<Image> sharingNamesWith(Image image);

  /// The manifest with which an image is saved: its layers are not compressed.
  Descriptor manifest(Image image);

  /// All images, newest first, intermediate ones too.
  List<Image> all();

  /// Those that pass the filters, newest first, without intermediate ones unless asked for.
  List<Image> list(ImageFilters filters, boolean intermediate);

  List<HistoryEntry> history(String nameOrId, @Nullable Platform platform);

  /// Gives an image one more name; a name that another image had moves.
  void tag(String nameOrId, ImageReference name);

  /// Gives a name to images for several platforms; alone it means this machine's, or else the
  /// first.
  void tag(List<Image> platforms, ImageReference name);

  /// Takes names away and deletes what has none left, as `docker rmi` does.
  ///
  /// @param platform takes the name only from the image for it, null for all that the name has
  /// @param force also when stopped containers or other names refer to it
  /// @param prune delete parents without a name too
  List<RemovedImage> remove(
      String nameOrId, @Nullable Platform platform, boolean force, boolean prune);

  /// The same for all platforms.
  default List<RemovedImage> remove(String nameOrId, boolean force, boolean prune) {
    return remove(nameOrId, null, force, prune);
  }

  /// Removes images without a name that nobody uses, or all unused ones with `dangling=false`.
  PruneReport prune(ImageFilters filters);

  /// Where the layers of all images take more than `high` bytes, removes images that no container
  /// uses until they take no more than `low`; those go first that have had their names longest.
  ///
  /// @param dry removes nothing, and only tells what would go
  PruneReport collect(long high, long low, boolean dry);

  /// Reads a docker archive or an OCI layout.
  ///
  /// @param platform which image of several to take, null for all
  /// @return what was loaded
  List<Image> load(InputStream archive, @Nullable Platform platform, Progress progress)
      throws IOException;

  /// Finds images for `docker save`.
  ///
  /// @param platform which image of several a name means, null for all that are here
  /// @throws havre.common.HavreException of kind NOT_FOUND
  SavedImages save(List<String> namesOrIds, @Nullable Platform platform);

  /// Makes images ready to leave the store as an archive.
  ///
  /// @return to be closed by the caller
  PackedImages pack(Publication publication) throws IOException;

  /// Makes an image of a file system archive (`docker import`).
  Image importImage(ImportRequest request, InputStream archive, Progress progress)
      throws IOException;

  /// Adds an image whose layers are in the store.
  Image commit(CommitRequest request);

  /// Tells that a build has come to an image.
  void built(Image image);

  /// The image that a build step made last, if it is still here.
  ///
  /// @param step as in its [CommitRequest]
  Optional<Image> madeBy(String step);

  /// The bytes on disk of all layers that images use, each counted once.
  long layersSize();

  /// The bytes that an image shares with others.
  long sharedSize(Image image);
}
