package havre.build.context;

import havre.common.HavreException;
import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.linux.fs.Root;
import havre.linux.fs.TreeRemoval;
import havre.store.diff.MalformedArchiveException;
import havre.store.diff.TreeExtraction;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The files a client sent along, in a folder of their own that goes with [#close]. Every path in
/// it is found by the kernel below its root.
public final class BuildContext implements AutoCloseable {
  private static final int MAX_TEXT = 16 * 1024 * 1024;

  private final Path folder;
  private final Root root;
  private final @Nullable FileDigests digests;
  private final Consumer<Path> after;

  private BuildContext(Path folder, Root root) {
    this(folder, root, null, KeptContexts::remove);
  }

  /// @param digests of files that were read before, null where nobody knows any
  /// @param after takes the folder when nobody uses it any more
  private BuildContext(
      Path folder, Root root, @Nullable FileDigests digests, Consumer<Path> after) {
    this.digests = digests;
    this.folder = folder;
    this.root = root;
    this.after = after;
  }

  /// Unpacks a context.
  ///
  /// @param archive a tar archive, compressed or not
  /// @param scratch the folder to put it below
  /// @throws HavreException INVALID for a damaged archive
  public static BuildContext unpack(InputStream archive, Path scratch) throws IOException {
    return unpack(
        archive, Files.createTempDirectory(scratch, "context-"), null, KeptContexts::remove);
  }

  /// Unpacks a context into a folder of its own, where an earlier one may lie.
  ///
  /// @param after takes the folder when nobody uses it any more; where this throws it is removed
  static BuildContext unpack(
      InputStream archive, Path folder, @Nullable FileDigests digests, Consumer<Path> after)
      throws IOException {
    var broken =
        new BuildContext(folder, new Root(Open.path(folder.toString(), OpenHow.DIRECTORY)));
    try {
      TreeExtraction.refresh(archive, broken.root.fd());
      return new BuildContext(folder, broken.root, digests, after);
    } catch (MalformedArchiveException | LinuxException e) {
      broken.close();
      throw new HavreException(
          havre.common.ErrorKind.INVALID, "Error processing tar file: " + e.getMessage(), e);
    } catch (IOException | RuntimeException e) {
      broken.close();
      throw e;
    }
  }

  /// A context of nothing but a Dockerfile.
  public static BuildContext ofDockerfile(byte[] dockerfile, Path scratch) throws IOException {
    BuildContext context = empty(scratch);
    Files.write(context.folder.resolve("Dockerfile"), dockerfile);
    return context;
  }

  /// The files of a repository.
  ///
  /// @param address as [RemoteFiles#isRepository] knows it
  public static BuildContext ofRepository(String address, Path scratch) throws IOException {
    var checkout = new GitCheckout(GitAddress.parse(address));
    Path folder = Files.createTempDirectory(scratch, "context-");
    Root whole = new Root(Open.path(folder.toString(), OpenHow.DIRECTORY));
    try {
      checkout.into(folder, false, "");
      String below = checkout.address().folder();
      if (below.isEmpty()) {
        return new BuildContext(folder, whole);
      }
      Root root =
          new Root(
              whole
                  .find(below, OpenHow.DIRECTORY)
                  .orElseThrow(() ->
                      HavreException.invalid(
                          "Error setting git context, not a directory: " + below)));
      whole.close();
      return new BuildContext(folder, root);
    } catch (IOException | RuntimeException e) {
      new BuildContext(folder, whole).close();
      throw e;
    }
  }

  /// A context without files, to be filled.
  public static BuildContext empty(Path scratch) throws IOException {
    Path folder = Files.createTempDirectory(scratch, "context-");
    return new BuildContext(folder, new Root(Open.path(folder.toString(), OpenHow.DIRECTORY)));
  }

  /// @param after takes the folder when nobody uses it any more
  static BuildContext in(Path folder, @Nullable FileDigests digests, Consumer<Path> after) {
    return new BuildContext(
        folder, new Root(Open.path(folder.toString(), OpenHow.DIRECTORY)), digests, after);
  }

  public SourceTree files() {
    return new SourceTree(root, digests);
  }

  /// Where it lies, for mounts of steps.
  public Path folder() {
    return folder;
  }

  /// The text of a file in it.
  public Optional<String> text(String path) {
    Optional<Fd> found = root.find(path, OpenHow.READ);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (Fd file = found.get();
        InputStream in =
            Channels.newInputStream(
                Files.newByteChannel(Path.of("/proc/self/fd/" + file.number())))) {
      byte[] bytes = in.readNBytes(MAX_TEXT + 1);
      if (bytes.length > MAX_TEXT) {
        throw HavreException.invalid(path + " is too large");
      }
      return Optional.of(new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new HavreException(
          havre.common.ErrorKind.INVALID, "failed to read " + path + ": " + e.getMessage(), e);
    }
  }

  /// Takes a file out of it, if it is there.
  public void exclude(String path) {
    if (root.status(path).isPresent()) {
      try (Root.Place place = root.place(path)) {
        TreeRemoval.remove(place.directory(), place.name());
      }
    }
  }

  @Override
  public void close() {
    root.close();
    after.accept(folder);
  }
}
