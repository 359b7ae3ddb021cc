package havre.daemon;

import havre.build.step.CacheMounts;
import havre.common.Digest;
import havre.linux.Fd;
import havre.linux.fs.Entries;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// The cache mounts of builds as folders by the digest of their name.
final class CacheFolders implements CacheMounts {
  private final Path parent;

  CacheFolders(Path parent) {
    this.parent = parent;
  }

  @Override
  public Path folder(String id, int mode, int uid, int gid) {
    Path folder = parent.resolve(Digest.sha256(id.getBytes(StandardCharsets.UTF_8)).hex());
    try {
      if (!Files.exists(folder)) {
        Files.createDirectories(folder);
        try (Fd made = Open.path(folder.toString(), OpenHow.DIRECTORY)) {
          Entries.changeOwner(made, uid, gid);
          Entries.changeMode(made, mode);
        }
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
