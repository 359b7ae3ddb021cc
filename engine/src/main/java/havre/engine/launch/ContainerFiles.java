package havre.engine.launch;

import havre.engine.container.ContainerView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Where a container's own files lie below the data root.
public final class ContainerFiles {
  private final Path dataRoot;
  private final Path root;

  public ContainerFiles(Path dataRoot) {
    this.dataRoot = dataRoot;
    this.root = dataRoot.resolve("containers");
  }

  public Path dataRoot() {
    return dataRoot;
  }

  public Path directory(String id) {
    return root.resolve(id);
  }

  public Path hosts(String id) {
    return directory(id).resolve("hosts");
  }

  public Path hostname(String id) {
    return directory(id).resolve("hostname");
  }

  public Path resolvConf(String id) {
    return directory(id).resolve("resolv.conf");
  }

  public Path log(String id) {
    return directory(id).resolve(id + "-json.log");
  }

  /// What `inspect` shows of them.
  public ContainerView.Files view(String id, boolean started, boolean logged) {
    if (!started) {
      return new ContainerView.Files("", "", "", "");
    }
    return new ContainerView.Files(
        resolvConf(id).toString(),
        hostname(id).toString(),
        hosts(id).toString(),
        logged ? log(id).toString() : "");
  }

  /// Makes the container's directory.
  public void create(String id) {
    try {
      Files.createDirectories(
          directory(id),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x---")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Writes hosts, hostname and resolv.conf.
  public void write(String id, String hostname, @Nullable String hosts, String resolvConf) {
    create(id);
    try {
      Files.writeString(hostname(id), hostname + "\n");
      if (hosts != null) {
        Files.writeString(hosts(id), hosts);
      }
      Files.writeString(resolvConf(id), resolvConf);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Removes all of a container.
  public void remove(String id) {
    Path directory = directory(id);
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path path : tree.toList().reversed()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The ids for which there is a directory.
  public List<String> ids() {
    if (!Files.exists(root)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(root)) {
      return entries.map(entry -> entry.getFileName().toString()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
