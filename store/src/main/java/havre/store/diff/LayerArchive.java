package havre.store.diff;

import havre.common.Digest;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.linux.LinuxException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// A layer on disk: `diff`, the directory as overlay wants it, and what it takes to write its
/// archive again.
public final class LayerArchive {
  private static final String DIFF = "diff";
  private static final String RECIPE = "recipe.zst";
  private static final String KEPT = "kept";

  /// What unpacking found.
  ///
  /// @param size the bytes of the regular files
  /// @param archiveSize the bytes of the uncompressed archive
  public record Unpacked(Digest diffId, long size, long archiveSize) {}

  private LayerArchive() {}

  public static Path diff(Path layer) {
    return layer.resolve(DIFF);
  }

  /// Unpacks an archive, compressed or not, into a folder that exists and is empty.
  ///
  /// @throws HavreException INVALID when the archive is malformed or hostile; the folder then holds
  ///   rubbish
  public static Unpacked unpack(InputStream archive, Path layer, TarLimits limits)
      throws IOException {
    Files.createDirectory(diff(layer));
    Files.createDirectory(layer.resolve(KEPT));
    try (var recipe = new ArchiveRecipe.Writer(layer.resolve(RECIPE));
        InputStream plain = Decompression.open(archive)) {
      var counted = new CountedDigest(plain);
      long size =
          new LayerUnpacker(diff(layer), layer.resolve(KEPT), recipe, limits).unpack(counted);
      return new Unpacked(counted.digest(), size, counted.count());
    } catch (MalformedArchiveException e) {
      throw new HavreException(ErrorKind.INVALID, "invalid layer archive: " + e.getMessage(), e);
    } catch (LinuxException e) {
      throw new HavreException(ErrorKind.INVALID, "unpack layer: " + e.getMessage(), e);
    } catch (java.util.zip.ZipException | com.github.luben.zstd.ZstdIOException e) {
      throw new HavreException(ErrorKind.INVALID, "invalid layer archive: " + e.getMessage(), e);
    }
  }

  /// Writes the uncompressed archive as it came in.
  public static void write(Path layer, OutputStream out) throws IOException {
    ArchiveRecipe.replay(layer.resolve(RECIPE), diff(layer), layer.resolve(KEPT), out);
  }
}
