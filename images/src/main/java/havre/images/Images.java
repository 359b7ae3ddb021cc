package havre.images;

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

  Optional<Image> find(String nameOrId);

  /// All images, newest first, intermediate ones too.
  List<Image> all();

  /// Those that pass the filters, newest first, without intermediate ones unless asked for.
  List<Image> list(ImageFilters filters, boolean intermediate);

  List<HistoryEntry> history(String nameOrId);

  /// Gives an image one more name; a name that another image had moves.
  void tag(String nameOrId, ImageReference name);

  /// Takes names away and deletes what has none left, as `docker rmi` does.
  ///
  /// @param force also when stopped containers or other names refer to it
  /// @param prune delete parents without a name too
  List<RemovedImage> remove(String nameOrId, boolean force, boolean prune);

  /// Removes images without a name that nobody uses, or all unused ones with `dangling=false`.
  PruneReport prune(ImageFilters filters);

  /// Reads a docker archive or an OCI layout.
  ///
  /// @param platform which image of several to take, null for this machine's
  /// @return what was loaded
  List<Image> load(InputStream archive, @Nullable Platform platform, Progress progress)
      throws IOException;

  /// Finds images for `docker save`.
  ///
  /// @throws havre.common.HavreException of kind NOT_FOUND
  SavedImages save(List<String> namesOrIds);

  /// Makes an image of a file system archive (`docker import`).
  Image importImage(ImportRequest request, InputStream archive, Progress progress)
      throws IOException;

  /// Adds an image whose layers are in the store.
  Image commit(CommitRequest request);

  /// The image that a build step made last, if it is still here.
  ///
  /// @param step as in its [CommitRequest]
  Optional<Image> madeBy(String step);

  /// The bytes on disk of all layers that images use, each counted once.
  long layersSize();

  /// The bytes that an image shares with others.
  long sharedSize(Image image);
}
