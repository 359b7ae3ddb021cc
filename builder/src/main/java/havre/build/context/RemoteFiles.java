package havre.build.context;

import havre.common.Digest;
import havre.common.HavreException;
import havre.linux.Fd;
import havre.linux.fs.Entries;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.linux.fs.Root;
import havre.linux.fs.TreeRemoval;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Files that a build brings from web servers and repositories, each in a folder of its own that
/// goes with [#close]. Thread-safe.
public final class RemoteFiles implements AutoCloseable {
  private static final Pattern REPOSITORY =
      Pattern.compile("git://.*|git@.*|ssh://.*|(https?://.*|github\\.com/.*)\\.git(#.*)?");

  private final Path scratch;
  private final List<Root> roots = new ArrayList<>();
  private final List<Path> folders = new ArrayList<>();

  /// @param scratch the folder to put them below
  public RemoteFiles(Path scratch) {
    this.scratch = scratch;
  }

  /// A file that was fetched.
  ///
  /// @param tree that holds it alone
  /// @param name of the file; empty where neither the server nor the address gives it one, and the
  ///   tree then holds it as `download`
  public record Fetched(SourceTree tree, String name) {}

  /// Whether an address is that of a repository.
  public static boolean isRepository(String address) {
    return REPOSITORY.matcher(address).matches();
  }

  /// Fetches a file: mode 0600, changed when the server says.
  ///
  /// @param checksum what its digest must be; empty for any
  public Fetched file(String address, String checksum) throws IOException {
    Digest expected = checksum.isEmpty() ? null : Digest.parse(checksum);
    if (expected != null && !expected.algorithm().equals("sha256")) {
      throw HavreException.invalid("unsupported checksum algorithm: " + checksum);
    }
    Path folder = folder();
    try (Download download = Download.open(address);
        InputStream content = download.content()) {
      String name = download.fileName();
      Path file = folder.resolve(safe(name));
      var digest = new DigestInputStream(content, Digest.newSha256());
      try (OutputStream out = Files.newOutputStream(file)) {
        digest.transferTo(out);
      }
      check(expected, HexFormat.of().formatHex(digest.getMessageDigest().digest()));
      Root root = root(folder);
      finish(root, safe(name), download.lastModified().orElse(Instant.EPOCH));
      return new Fetched(new SourceTree(root), safe(name));
    }
  }

  /// A name that is one entry of a folder.
  private static String safe(String name) {
    return name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('/') >= 0
        ? "download"
        : name;
  }

  private static void check(@Nullable Digest expected, String actual) {
    if (expected != null && !expected.hex().equals(actual)) {
      throw HavreException.invalid("digest mismatch sha256:" + actual + ": " + expected);
    }
  }

  private static void finish(Root root, String name, Instant changed) {
    Entries.changeMode(root.fd(), name, 0600);
    Entries.setTimes(root.fd(), name, changed.getEpochSecond(), 0, changed.getEpochSecond(), 0);
  }

  /// Fetches the files of a repository.
  ///
  /// @param address with `#ref:folder` where others than the main branch's root are wanted
  /// @param keepGit whether its `.git` stays
  /// @param checksum the commit it must be, or its first digits; empty for any
  public SourceTree repository(String address, boolean keepGit, String checksum)
      throws IOException {
    Path folder = folder();
    var checkout = new GitCheckout(GitAddress.parse(address));
    checkout.into(folder, keepGit, checksum);
    Root whole = root(folder);
    String below = checkout.address().folder();
    if (below.isEmpty()) {
      return new SourceTree(whole);
    }
    Fd inside =
        whole
            .find(below, OpenHow.DIRECTORY)
            .orElseThrow(() ->
                HavreException.invalid("Error setting git context, not a directory: " + below));
    Root root = new Root(inside);
    synchronized (this) {
      roots.add(root);
    }
    return new SourceTree(root);
  }

  private synchronized Path folder() throws IOException {
    Path folder = Files.createTempDirectory(scratch, "remote-");
    folders.add(folder);
    return folder;
  }

  private synchronized Root root(Path folder) {
    Root root = new Root(Open.path(folder.toString(), OpenHow.DIRECTORY));
    roots.add(root);
    return root;
  }

  @Override
  public synchronized void close() {
    roots.forEach(Root::close);
    try (Fd parent = Open.path(scratch.toString(), OpenHow.DIRECTORY)) {
      for (Path folder : folders) {
        TreeRemoval.remove(parent, String.valueOf(folder.getFileName()));
      }
    }
  }
}
