package havre.store.diff;

import havre.common.Digest;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.fs.Entries;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.linux.fs.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes a layer of the upper directory of an overlay by moving it. Its archive is written for its
/// digest and its record alone.
public final class AdoptedLayer {
  private static final int ROOT_MODE = 0755;

  private AdoptedLayer() {}

  /// @param upper on which nothing is mounted any more
  /// @param layer a folder that exists and is empty, on the same file system
  public static LayerArchive.Unpacked adopt(Path upper, Path layer, TarLimits limits)
      throws IOException {
    try (Fd from = Open.path(String.valueOf(upper.getParent()), OpenHow.DIRECTORY);
        Fd directory = Open.path(layer.toString(), OpenHow.DIRECTORY);
        Fd root = Open.path(upper.toString(), OpenHow.DIRECTORY)) {
      LayerArchive.Unpacked recorded = record(root, layer, limits);
      if (recorded == null) {
        return copied(root, layer, limits);
      }
      Entries.rename(from, String.valueOf(upper.getFileName()), directory, LayerArchive.DIFF);
      Entries.changeOwner(root, 0, 0);
      Entries.changeMode(root, ROOT_MODE);
      return recorded;
    } catch (MalformedArchiveException e) {
      throw new HavreException(
          ErrorKind.INVALID, "Error processing tar file: " + e.getMessage(), e);
    } catch (LinuxException e) {
      throw HavreException.internal("adopt layer: " + e.getMessage(), e);
    }
  }

  private static ArchivePipe archive(Fd upper) throws IOException {
    return ArchivePipe.from(out -> {
      try (Fd opened = Open.again(upper, OpenHow.DIRECTORY)) {
        TreeArchive.writeLayer(opened, TreeArchive.LayerOptions.PLAIN, out);
      }
    });
  }

  private static LayerArchive.Unpacked copied(Fd upper, Path layer, TarLimits limits)
      throws IOException {
    try (ArchivePipe archive = archive(upper)) {
      return LayerArchive.unpack(archive, layer, limits);
    }
  }

  /// Writes the archive's record.
  ///
  /// @return null where the directory shows something else than its archive says
  private static LayerArchive.@Nullable Unpacked record(Fd upper, Path layer, TarLimits limits)
      throws IOException {
    var digest = Digest.newSha256();
    try (ArchivePipe archive = archive(upper);
        ReadAhead hashed = ReadAhead.start("havre-layer-hash", archive, digest);
        var recorder =
            new ArchiveRecorder(Files.newOutputStream(layer.resolve(LayerArchive.RECORD)));
        Root root = new Root(Open.again(upper, OpenHow.DIRECTORY))) {
      var tar = new TarReader(hashed, limits, recorder);
      long size = 0;
      TarEntry entry;
      while ((entry = tar.next()) != null) {
        EntryPath path = EntryPath.of(entry.name(), limits);
        if (path.isOpaqueMarker()) {
          continue;
        }
        if (path.isReserved() || path.isWhiteout() && !isHidden(root, path)) {
          return null;
        }
        if (entry.type() == TarEntry.REGULAR && entry.size() > 0) {
          recorder.file(path.path(), List.of(new TarEntry.Segment(0, entry.size())));
          size += entry.size();
        }
      }
      tar.finish();
      recorder.finish();
      return new LayerArchive.Unpacked(Digest.of(digest.digest()), size, hashed.count());
    }
  }

  /// A file may be called like a whiteout, and is none.
  private static boolean isHidden(Root root, EntryPath path) {
    String hidden =
        path.parent().isEmpty() ? path.hiddenName() : path.parent() + "/" + path.hiddenName();
    return root.status(hidden).filter(LayerUnpacker::isWhiteout).isPresent();
  }
}
