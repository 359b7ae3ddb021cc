package havre.buildkit.gateway;

import havre.build.step.LayerMaker;
import havre.buildkit.session.Stat;
import havre.buildkit.solve.BuildResult;
import havre.buildkit.wire.ProtoMessage;
import havre.buildkit.wire.ProtoWriter;
import havre.common.HavreException;
import havre.linux.Fd;
import havre.linux.fs.DirectoryListing;
import havre.linux.fs.Entries;
import havre.linux.fs.FileStatus;
import havre.linux.fs.OpenHow;
import havre.linux.fs.Root;
import havre.linux.io.Io;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;

/// Looks into the file systems of results.
public final class ReferenceFiles {
  private static final int LARGEST = 32 << 20;

  private final LayerMaker layers;

  public ReferenceFiles(LayerMaker layers) {
    this.layers = layers;
  }

  /// `ReadFileRequest` to `ReadFileResponse`.
  ProtoWriter read(BuildResult result, ProtoMessage request)
      throws IOException, InterruptedException {
    String path = request.string(2);
    ProtoMessage range = request.message(3);
    byte[] content =
        layers.read(
            result.image().chainId(),
            root -> {
              Optional<Fd> found = root.find(path, OpenHow.READ);
              try (Fd file = found.orElseThrow(() -> missing("open", path))) {
                return Io.readFully(file, LARGEST);
              }
            });
    if (request.has(3)) {
      int from = (int) Math.clamp(range.number(1), 0, content.length);
      long length = range.number(2);
      int to = length == 0 ? content.length : (int) Math.min(content.length, from + length);
      content = Arrays.copyOfRange(content, from, Math.max(from, to));
    }
    return new ProtoWriter().bytes(1, content);
  }

  /// `StatFileRequest` to `StatFileResponse`.
  ProtoWriter stat(BuildResult result, ProtoMessage request)
      throws IOException, InterruptedException {
    String path = request.string(2);
    return layers.read(
        result.image().chainId(),
        root -> {
          FileStatus status = root.status(path).orElseThrow(() -> missing("lstat", path));
          int slash = path.lastIndexOf('/') + 1;
          return new ProtoWriter().message(1, Stat.of(path.substring(slash), status, "").message());
        });
  }

  /// `ReadDirRequest` to `ReadDirResponse`.
  ProtoWriter list(BuildResult result, ProtoMessage request)
      throws IOException, InterruptedException {
    if (!request.string(3).isEmpty()) {
      throw HavreException.invalid("a pattern for the entries of a directory is not supported");
    }
    String path = request.string(2);
    return layers.read(result.image().chainId(), root -> entries(root, path));
  }

  private static ProtoWriter entries(Root root, String path) {
    var answer = new ProtoWriter();
    Optional<Fd> found = root.find(path.isEmpty() ? "/" : path, OpenHow.DIRECTORY);
    try (Fd directory = found.orElseThrow(() -> missing("open", path))) {
      DirectoryListing.of(directory).stream()
          .sorted(Comparator.comparing(DirectoryListing.Entry::name))
          .forEach(entry -> {
            FileStatus status = FileStatus.at(directory, entry.name());
            String link = status.isSymlink() ? Entries.readSymlink(directory, entry.name()) : "";
            answer.message(1, Stat.of(entry.name(), status, link).message());
          });
    }
    return answer;
  }

  private static HavreException missing(String call, String path) {
    return HavreException.notFound(call + " " + path + ": no such file or directory");
  }
}
