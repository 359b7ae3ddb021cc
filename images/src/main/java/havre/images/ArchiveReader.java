package havre.images;

import havre.common.Digest;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.store.diff.Compression;
import havre.store.diff.MalformedArchiveException;
import havre.store.diff.TarEntry;
import havre.store.diff.TarLimits;
import havre.store.diff.TarReader;
import havre.store.snapshots.Layer;
import havre.store.snapshots.LayerStore;
import havre.store.snapshots.Lease;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads an image archive once, from its first byte to its last, and sets nothing aside: what looks
/// like a layer is unpacked as it comes by, so that nothing is written to disk twice.
final class ArchiveReader {
  private static final int MAX_ENTRIES = 100_000;
  private static final int MAX_DOCUMENT = 32 * 1024 * 1024;
  private static final int MAX_DOCUMENTS = 128 * 1024 * 1024;
  private static final int HEAD = 512;
  private static final int BUFFER = 128 * 1024;
  private static final int SHORT_ID = 12;
  private static final Pattern DIGEST_NAME = Pattern.compile("blobs/sha256/([0-9a-f]{64})");

  private final LayerStore layers;
  private final Lease lease;
  private final Progress progress;
  private final ArchiveContents contents;
  private long documentBytes;

  private ArchiveReader(
      LayerStore layers, Lease lease, Progress progress, ArchiveContents contents) {
    this.layers = layers;
    this.lease = lease;
    this.progress = progress;
    this.contents = contents;
  }

  /// Reads a tar archive, compressed or not, to its end.
  ///
  /// @param lease keeps the layers it has
  /// @param scratch a folder for temporary files
  /// @throws HavreException INVALID when it is no archive
  static ArchiveContents read(
      InputStream archive, LayerStore layers, Lease lease, Path scratch, Progress progress)
      throws IOException {
    var contents = new ArchiveContents(layers, lease, scratch);
    boolean whole = false;
    try {
      new ArchiveReader(layers, lease, progress, contents)
          .readAll(Compression.decompressed(archive));
      whole = true;
      return contents;
    } catch (MalformedArchiveException e) {
      throw new HavreException(ErrorKind.INVALID, "invalid archive: " + e.getMessage(), e);
    } finally {
      if (!whole) {
        contents.close();
      }
    }
  }

  private void readAll(InputStream in) throws IOException {
    var reader = new TarReader(in, TarLimits.DEFAULT);
    int count = 0;
    for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
      if (++count > MAX_ENTRIES) {
        throw HavreException.invalid("invalid archive: too many entries");
      }
      String name = normal(entry.name());
      switch (entry.type()) {
        case TarEntry.REGULAR -> readFile(name, entry, reader.content());
        case TarEntry.SYMLINK -> contents.addLink(name, sibling(name, entry.linkName()));
        case TarEntry.HARD_LINK -> contents.addLink(name, normal(entry.linkName()));
        default -> {
          // folders carry nothing
        }
      }
    }
    reader.finish();
  }

  private void readFile(String name, TarEntry entry, InputStream content) throws IOException {
    var in = new BufferedInputStream(content, BUFFER);
    in.mark(HEAD);
    byte[] head = in.readNBytes(HEAD);
    in.reset();
    if (isLayer(head)) {
      readLayer(name, entry.size(), in);
    } else if (entry.size() <= MAX_DOCUMENT) {
      documentBytes += entry.size();
      if (documentBytes > MAX_DOCUMENTS) {
        throw HavreException.invalid("invalid archive: its documents are too large");
      }
      contents.addDocument(name, in.readAllBytes());
    }
  }

  private static boolean isLayer(byte[] head) {
    if (Compression.detect(head, head.length) != Compression.NONE) {
      return true;
    }
    return TarReader.looksLikeArchive(head);
  }

  private void readLayer(String name, long size, InputStream in) throws IOException {
    Optional<Layer> known = known(name);
    if (known.isPresent()) {
      readKnownLayer(name, known.get(), in);
      return;
    }
    try {
      contents.addLayer(
          name, layers.stage(new ShownProgress(in, progress, shown(name), size, "Loading layer")));
    } catch (HavreException e) {
      if (e.kind() != ErrorKind.INVALID) {
        throw e;
      }
      contents.addFailure(name, e);
    }
  }

  /// A layer of the store whose archive this should be, by its name.
  private Optional<Layer> known(String name) {
    Matcher digest = DIGEST_NAME.matcher(name);
    return digest.matches()
        ? layers
            .findDiff(new Digest("sha256", digest.group(1)))
            .filter(layer -> lease.keep(layer.chainId()))
        : Optional.empty();
  }

  /// What the store has is not unpacked again, but the bytes must be what the name says.
  private void readKnownLayer(String name, Layer layer, InputStream in) throws IOException {
    var digesting = new DigestInputStream(in, Digest.newSha256());
    digesting.transferTo(OutputStream.nullOutputStream());
    Digest digest = Digest.of(digesting.getMessageDigest().digest());
    if (digest.equals(layer.diffId())) {
      contents.addKnownLayer(name, layer);
    } else {
      contents.addFailure(
          name, HavreException.invalid("invalid archive: " + name + " has the digest " + digest));
    }
  }

  private static String shown(String name) {
    Matcher digest = DIGEST_NAME.matcher(name);
    String id = digest.matches() ? digest.group(1) : name;
    return id.substring(0, Math.min(SHORT_ID, id.length()));
  }

  private static String sibling(String name, String target) {
    int slash = name.lastIndexOf('/');
    return normal(
        target.startsWith("/") || slash < 0 ? target : name.substring(0, slash + 1) + target);
  }

  /// A name as a key: parts joined by slashes, `.` and `..` worked in.
  static String normal(String name) {
    var parts = new ArrayDeque<String>();
    for (String part : name.split("/")) {
      if (part.equals("..")) {
        parts.pollLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.addLast(part);
      }
    }
    return String.join("/", parts);
  }
}
