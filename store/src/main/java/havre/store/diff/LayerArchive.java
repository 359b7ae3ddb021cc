package havre.store.diff;

import havre.common.Digest;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.fs.Entries;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.util.List;

/// A layer's archive and its directory, one turned into the other.
///
/// Beside the directory `diff` lie `archive.zst`, the record from which the archive is given back,
/// and, only for odd archives, `displaced` with content that later entries replaced.
public final class LayerArchive {
  public static final String DIFF = "diff";

  static final String RECORD = "archive.zst";
  private static final String DISPLACED_LIST = "displaced.list";

  private LayerArchive() {}

  /// What unpacking gave.
  ///
  /// @param diffId the digest of the uncompressed archive
  /// @param size bytes of the regular files
  /// @param archiveSize bytes of the uncompressed archive
  public record Unpacked(Digest diffId, long size, long archiveSize) {}

  /// Unpacks an archive, compressed or not, into a folder that exists and is empty. Decompressing,
  /// hashing and writing run side by side.
  ///
  /// @throws HavreException of kind INVALID for a malformed or hostile archive
  public static Unpacked unpack(InputStream archive, Path layer, TarLimits limits)
      throws IOException {
    var digest = Digest.newSha256();
    try (ReadAhead content = decompressedAhead(archive);
        ReadAhead hashed = ReadAhead.start("havre-layer-hash", content, digest);
        var recorder = new ArchiveRecorder(Files.newOutputStream(layer.resolve(RECORD)));
        Fd directory = Open.path(layer.toString(), OpenHow.DIRECTORY);
        Fd root = makeRoot(directory);
        var unpacker =
            new LayerUnpacker(
                new TarReader(hashed, limits, recorder), recorder, root, directory, limits)) {
      unpacker.unpack();
      recorder.finish();
      if (!unpacker.displaced().isEmpty()) {
        Files.writeString(
            layer.resolve(DISPLACED_LIST),
            String.join("", unpacker.displaced().stream().map(Displaced::line).toList()));
      }
      return new Unpacked(Digest.of(digest.digest()), unpacker.size(), hashed.count());
    } catch (MalformedArchiveException e) {
      throw new HavreException(
          ErrorKind.INVALID, "Error processing tar file: " + e.getMessage(), e);
    } catch (LinuxException e) {
      throw HavreException.internal("unpack layer: " + e.getMessage(), e);
    }
  }

  /// Writes the uncompressed archive of a layer.
  ///
  /// @throws HavreException when what comes out has not the diff id: the layer was changed
  public static void write(Path layer, Digest diffId, OutputStream out) throws IOException {
    var hashing = new DigestOutputStream(out, Digest.newSha256());
    try (InputStream record = Files.newInputStream(layer.resolve(RECORD));
        Fd directory = Open.path(layer.toString(), OpenHow.DIRECTORY);
        Fd root = Open.at(directory, DIFF, OpenHow.DIRECTORY.noFollow())) {
      new ArchiveReplay(root, directory, displaced(layer)).write(record, hashing);
    }
    Digest written = Digest.of(hashing.getMessageDigest().digest());
    if (!written.equals(diffId)) {
      throw HavreException.internal(
          "layer %s was changed on disk: its archive is now %s".formatted(diffId, written), null);
    }
  }

  private static Fd makeRoot(Fd layer) {
    Entries.makeDirectory(layer, DIFF, 0755);
    Fd root = Open.at(layer, DIFF, OpenHow.DIRECTORY.noFollow());
    Entries.changeMode(root, 0755);
    return root;
  }

  private static List<Displaced> displaced(Path layer) throws IOException {
    Path list = layer.resolve(DISPLACED_LIST);
    return Files.exists(list)
        ? Files.readAllLines(list).stream().map(Displaced::parse).toList()
        : List.of();
  }

  private static ReadAhead decompressedAhead(InputStream archive) throws IOException {
    return ReadAhead.start("havre-layer-read", Compression.decompressed(archive));
  }
}
