package havre.cli.build;

import havre.cli.command.CliException;
import havre.cli.command.Context;
import havre.common.HavreException;
import havre.common.IgnorePatterns;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// The files a build is made from, as an archive for the engine.
///
/// @param archive empty where the engine fetches them itself
/// @param remote the address that it fetches them from, or empty
/// @param dockerfile its path in the archive, or empty for the usual one
record BuildInput(InputStream archive, String remote, String dockerfile) implements AutoCloseable {
  private static final int MAGIC_AT = 257;
  private static final int HEAD = 512;

  /// @param what a folder, an address, or `-`
  /// @param file the Dockerfile as the user named it, `-` for the input, empty for the usual one
  static BuildInput open(Context context, String what, String file, boolean compress)
      throws IOException {
    if (what.equals("-")) {
      if (file.equals("-")) {
        throw new CliException(
            "invalid argument: can't use stdin for both build context and dockerfile");
      }
      return ofInput(context, file);
    }
    if (isAddress(what)) {
      return new BuildInput(InputStream.nullInputStream(), what, file);
    }
    Path folder = context.invocation().file(what);
    if (!Files.isDirectory(folder)) {
      throw new CliException("unable to prepare context: path \"" + what + "\" not found");
    }
    return ofFolder(context, folder.toRealPath(), file, compress);
  }

  private static boolean isAddress(String what) {
    return what.startsWith("http://")
        || what.startsWith("https://")
        || what.startsWith("git://")
        || what.startsWith("git@")
        || what.startsWith("github.com/");
  }

  /// The input is an archive, or a Dockerfile alone.
  private static BuildInput ofInput(Context context, String file) throws IOException {
    var in = new BufferedInputStream(context.in());
    in.mark(HEAD + 1);
    byte[] head = in.readNBytes(HEAD);
    in.reset();
    if (isArchive(head)) {
      return new BuildInput(in, "", file);
    }
    byte[] dockerfile = in.readAllBytes();
    String name = unusedName();
    return packed(out -> new ContextArchive(out).writeAlone(name, dockerfile), name, false);
  }

  private static boolean isArchive(byte[] head) {
    if (head.length > MAGIC_AT + 5
        && new String(head, MAGIC_AT, 5, StandardCharsets.US_ASCII).equals("ustar")) {
      return true;
    }
    String start = HexFormat.of().formatHex(head, 0, Math.min(head.length, 6));
    return start.startsWith("1f8b")
        || start.startsWith("425a68")
        || start.startsWith("fd377a585a00")
        || start.startsWith("28b52ffd");
  }

  private static BuildInput ofFolder(Context context, Path folder, String file, boolean compress)
      throws IOException {
    Path ignoreFile = folder.resolve(".dockerignore");
    String ignored = Files.exists(ignoreFile) ? Files.readString(ignoreFile) : "";
    String name = file.isEmpty() ? "Dockerfile" : file;
    byte @Nullable [] outside = null;
    if (file.equals("-")) {
      outside = context.in().readAllBytes();
    } else {
      Path path = file.isEmpty() ? folder.resolve(name) : context.invocation().file(file);
      Path real = existing(path, folder, file);
      if (real.startsWith(folder)) {
        name = folder.relativize(real).toString();
      } else {
        outside = Files.readAllBytes(real);
      }
    }
    if (outside != null) {
      name = unusedName();
    }
    IgnorePatterns patterns = patterns(ignored);
    String inside = name;
    byte @Nullable [] extra = outside;
    return packed(
        out -> {
          var archive = new ContextArchive(out);
          if (extra == null) {
            archive.write(folder, patterns, inside);
          } else {
            archive.write(folder, patterns, inside, extra, ignored);
          }
        },
        name,
        compress);
  }

  private static IgnorePatterns patterns(String text) {
    try {
      return IgnorePatterns.ofFile(text);
    } catch (HavreException e) {
      throw new CliException("error checking context: " + e.getMessage());
    }
  }

  private static Path existing(Path path, Path folder, String file) throws IOException {
    if (Files.exists(path)) {
      return path.toRealPath();
    }
    Path lower = folder.resolve("dockerfile");
    if (file.isEmpty() && Files.exists(lower)) {
      return lower.toRealPath();
    }
    throw new CliException(
        "unable to prepare context: unable to evaluate symlinks in Dockerfile path: lstat "
            + path.toAbsolutePath().normalize()
            + ": no such file or directory");
  }

  private static String unusedName() {
    return ".dockerfile." + Long.toHexString(RandomGenerator.getDefault().nextLong());
  }

  /// Writes to the archive.
  private interface Writing {
    void to(OutputStream out) throws IOException;
  }

  private static BuildInput packed(Writing writing, String dockerfile, boolean compress)
      throws IOException {
    var pipe = new ArchiveThread();
    pipe.start(out -> {
      if (!compress) {
        writing.to(out);
        return;
      }
      try (var gzip = new GZIPOutputStream(out)) {
        writing.to(gzip);
      }
    });
    return new BuildInput(pipe.in(), "", dockerfile);
  }

  @Override
  public void close() throws IOException {
    archive.close();
  }

  /// Whether a path is a folder itself, and no link to one.
  static boolean isFolder(Path path) {
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }
}
