package havre.cli.context;

import havre.cli.command.CliException;
import havre.client.json.JsonException;
import havre.client.json.JsonObject;
import havre.client.json.JsonReader;
import havre.client.json.JsonWriter;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.ArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveInputStream;

/// A context in an archive: `meta.json`, and the PEM files under `tls/docker`.
///
/// @param pemFiles by their names
record ContextArchive(JsonObject document, Map<String, byte[]> pemFiles) {
  private static final int LIMIT = 10 * 1024 * 1024;
  private static final String TLS = "tls/docker/";

  StoredContext named(String name) {
    document.put("Name", name);
    return new StoredContext(name, document);
  }

  static void write(StoredContext context, Map<String, byte[]> pemFiles, OutputStream out) {
    try {
      var tar = new TarArchiveOutputStream(out, "UTF-8");
      String metadata = JsonWriter.compact(context.document());
      add(tar, "meta.json", metadata.getBytes(StandardCharsets.UTF_8));
      tar.putArchiveEntry(new TarArchiveEntry("tls/"));
      tar.closeArchiveEntry();
      if (!pemFiles.isEmpty()) {
        tar.putArchiveEntry(new TarArchiveEntry(TLS));
        tar.closeArchiveEntry();
      }
      for (Map.Entry<String, byte[]> file : pemFiles.entrySet()) {
        add(tar, TLS + file.getKey(), file.getValue());
      }
      tar.finish();
      tar.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void add(TarArchiveOutputStream tar, String name, byte[] content)
      throws IOException {
    var entry = new TarArchiveEntry(name);
    entry.setSize(content.length);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }

  /// Reads a tar or zip archive, which may come from anybody: only the known names count, and no
  /// more than ten megabytes of each.
  static ContextArchive read(InputStream source) throws IOException {
    var in = new BufferedInputStream(source);
    in.mark(4);
    boolean zip = in.read() == 'P' && in.read() == 'K';
    in.reset();
    ArchiveInputStream<? extends ArchiveEntry> archive =
        zip ? new ZipArchiveInputStream(in) : new TarArchiveInputStream(in, "UTF-8");
    JsonObject document = null;
    var pemFiles = new TreeMap<String, byte[]>();
    for (ArchiveEntry entry = archive.getNextEntry();
        entry != null;
        entry = archive.getNextEntry()) {
      String name = entry.getName();
      if (entry.isDirectory()) {
        continue;
      }
      if (name.equals("meta.json")) {
        document = parse(content(archive, name));
      } else if (name.startsWith(TLS) && name.indexOf('/', TLS.length()) < 0) {
        pemFiles.put(name.substring(TLS.length()), content(archive, name));
      } else {
        throw new CliException(name + ": unexpected context file");
      }
    }
    if (document == null) {
      throw new CliException("invalid context: no metadata found");
    }
    return new ContextArchive(document, pemFiles);
  }

  private static byte[] content(InputStream in, String name) throws IOException {
    byte[] content = in.readNBytes(LIMIT + 1);
    if (content.length > LIMIT) {
      throw new CliException(name + ": read exceeds the defined limit");
    }
    return content;
  }

  private static JsonObject parse(byte[] content) {
    try {
      return (JsonObject) JsonReader.parse(new String(content, StandardCharsets.UTF_8));
    } catch (JsonException | ClassCastException e) {
      throw new CliException("meta.json: " + CliException.text(e));
    }
  }
}
