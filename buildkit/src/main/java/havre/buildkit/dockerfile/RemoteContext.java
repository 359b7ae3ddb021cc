package havre.buildkit.dockerfile;

import havre.build.context.BuildContext;
import havre.build.context.RemoteFiles;
import havre.buildkit.session.Session;
import havre.buildkit.session.Uploads;
import havre.buildkit.solve.BuildJob;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.store.diff.Compression;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLConnection;
import java.nio.file.Path;
import java.util.Arrays;

/// A context that is not a folder of the client: a repository, or an archive or a Dockerfile alone
/// from an address of the web or of the client's session, or what came with the request.
record RemoteContext(String address) {
  private static final int TIMEOUT_MILLIS = 30_000;
  private static final int LARGEST_DOCKERFILE = 16 * 1024 * 1024;
  private static final int MAGIC_AT = 257;
  private static final byte[] MAGIC = {'u', 's', 't', 'a', 'r'};

  /// Fetches it.
  ///
  /// @throws HavreException for an address of a kind that is not known
  BuildContext fetch(Session session, BuildJob job, Path scratch) throws IOException {
    if (RemoteFiles.isRepository(address)) {
      return BuildContext.ofRepository(address, scratch);
    }
    if (address.equals(BuildJob.BODY)) {
      return BuildContext.unpack(job.body(), scratch);
    }
    if (!address.matches("https?://.*")) {
      throw HavreException.invalid("invalid context address: " + address);
    }
    try (InputStream in = new BufferedInputStream(open(session, uri()), 64 * 1024)) {
      return isArchive(in)
          ? BuildContext.unpack(in, scratch)
          : BuildContext.ofDockerfile(in.readNBytes(LARGEST_DOCKERFILE), scratch);
    }
  }

  private URI uri() {
    try {
      return new URI(address);
    } catch (URISyntaxException e) {
      throw new HavreException(
          ErrorKind.INVALID, "invalid context address " + address + ": " + e.getMessage(), e);
    }
  }

  private static InputStream open(Session session, URI address) throws IOException {
    if (Uploads.serves(address)) {
      return new Uploads(session).open(address);
    }
    URLConnection connection = address.toURL().openConnection();
    connection.setConnectTimeout(TIMEOUT_MILLIS);
    connection.setReadTimeout(TIMEOUT_MILLIS);
    if (connection instanceof HttpURLConnection http
        && http.getResponseCode() != HttpURLConnection.HTTP_OK) {
      throw HavreException.invalid("invalid response status " + http.getResponseCode());
    }
    return connection.getInputStream();
  }

  /// Whether it begins as a tar archive does, or as a compressed file.
  private static boolean isArchive(InputStream in) throws IOException {
    in.mark(MAGIC_AT + MAGIC.length);
    byte[] head = in.readNBytes(MAGIC_AT + MAGIC.length);
    in.reset();
    if (Compression.detect(head, head.length) != Compression.NONE) {
      return true;
    }
    if (head.length < MAGIC_AT + MAGIC.length) {
      return false;
    }
    return Arrays.equals(head, MAGIC_AT, MAGIC_AT + MAGIC.length, MAGIC, 0, MAGIC.length);
  }
}
