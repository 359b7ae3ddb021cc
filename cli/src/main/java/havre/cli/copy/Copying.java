package havre.cli.copy;

import havre.cli.command.CliException;
import havre.cli.command.Context;
import havre.client.Containers;
import havre.client.EngineException;
import havre.client.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Copies in both directions with the rules of `cp -a`: an existing folder gets the copy inside, a
/// path that ends in `/.` stands for a folder's contents, everything else names the copy itself.
public final class Copying {
  private static final long FOLDER_MODE = 1L << 31;
  private static final long LINK_MODE = 1L << 27;

  private final Context context;
  private final boolean keepOwner;
  private final boolean followLink;

  public Copying(Context context, boolean keepOwner, boolean followLink) {
    this.context = context;
    this.keepOwner = keepOwner;
    this.followLink = followLink;
  }

  /// @param destination a path here, or `-` for the archive itself on the output
  public void fromContainer(String container, String path, String destination) {
    Containers containers = context.engine().containers();
    String source = followLink ? followed(containers, container, path) : path;
    try {
      if (destination.equals("-")) {
        try (InputStream content = containers.copyFrom(container, source).content()) {
          content.transferTo(context.out().stream());
        }
        return;
      }
      Containers.Archive archive = containers.copyFrom(container, source);
      try (InputStream content = archive.content()) {
        boolean folder = (archive.stat().number("mode") & FOLDER_MODE) != 0;
        Path target = context.invocation().file(destination);
        unpacker(source, folder, destination, target).unpack(content);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Unpacker unpacker(String source, boolean folder, String destination, Path target)
      throws IOException {
    boolean contents = source.endsWith("/.") || source.equals(".");
    if (Files.isDirectory(target)) {
      return new Unpacker(target.toRealPath(), contents ? null : baseName(source), keepOwner);
    }
    if (Files.exists(target) && folder) {
      throw new CliException("cannot copy directory");
    }
    if (!folder && destination.endsWith("/")) {
      throw new CliException("no such directory");
    }
    Path parent = target.toAbsolutePath().normalize().getParent();
    if (parent == null || !Files.isDirectory(parent)) {
      throw new CliException("invalid output path: directory \"" + parent + "\" does not exist");
    }
    Path name = target.normalize().getFileName();
    return new Unpacker(parent.toRealPath(), String.valueOf(name), keepOwner);
  }

  private static String followed(Containers containers, String container, String path) {
    JsonObject stat = containers.stat(container, path);
    if ((stat.number("mode") & LINK_MODE) == 0) {
      return path;
    }
    String link = stat.string("linkTarget");
    return link.startsWith("/") ? link : parentName(path) + "/" + link;
  }

  /// @param source a path here, or `-` for an archive on the input
  public void toContainer(String source, String container, String path) {
    Containers containers = context.engine().containers();
    JsonObject stat = statOrNull(containers, container, path);
    if (stat != null && (stat.number("mode") & LINK_MODE) != 0) {
      String link = stat.string("linkTarget");
      JsonObject linked =
          statOrNull(
              containers, container, link.startsWith("/") ? link : parentName(path) + "/" + link);
      stat = linked == null ? stat : linked;
    }
    boolean intoFolder = stat != null && (stat.number("mode") & FOLDER_MODE) != 0;
    if (source.equals("-")) {
      if (!intoFolder) {
        throw new CliException(
            "destination \"" + container + ":" + path + "\" must be a directory");
      }
      containers.copyTo(container, path, context.in(), keepOwner);
      return;
    }
    Path file = context.invocation().file(source);
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new CliException("lstat " + file + ": no such file or directory");
    }
    boolean contents = source.endsWith("/.") || source.equals(".");
    boolean folder =
        followLink ? Files.isDirectory(file) : Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS);
    if (intoFolder) {
      String name = contents ? "." : baseName(file.toAbsolutePath().normalize().toString());
      send(containers, container, path, file, name);
      return;
    }
    if (stat != null && folder) {
      throw new CliException("cannot copy directory");
    }
    if (stat == null && !folder && path.endsWith("/")) {
      throw new CliException("no such directory");
    }
    send(containers, container, parentName(path), file, baseName(path));
  }

  private static @Nullable JsonObject statOrNull(
      Containers containers, String container, String path) {
    try {
      return containers.stat(container, path);
    } catch (EngineException e) {
      if (!e.notFound()) {
        throw e;
      }
      return null;
    }
  }

  private void send(
      Containers containers, String container, String folder, Path file, String name) {
    var failure = new AtomicReference<@Nullable IOException>();
    try (var in = new PipedInputStream(64 * 1024)) {
      var out = new PipedOutputStream(in);
      Thread.ofVirtual()
          .name("pack")
          .start(() -> {
            try (out) {
              new Packer(out, followLink).pack(file, name);
            } catch (IOException e) {
              failure.set(e);
            }
          });
      containers.copyTo(container, folder, in, keepOwner);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    IOException packing = failure.get();
    if (packing != null) {
      throw new UncheckedIOException(packing);
    }
  }

  private static String baseName(String path) {
    String plain = trimmed(path);
    return plain.substring(plain.lastIndexOf('/') + 1);
  }

  private static String parentName(String path) {
    String plain = trimmed(path);
    int slash = plain.lastIndexOf('/');
    return slash <= 0 ? "/" : plain.substring(0, slash);
  }

  private static String trimmed(String path) {
    String plain = path;
    while (plain.length() > 1 && plain.endsWith("/")) {
      plain = plain.substring(0, plain.length() - 1);
    }
    return plain;
  }
}
