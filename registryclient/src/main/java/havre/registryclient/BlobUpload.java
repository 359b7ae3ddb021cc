package havre.registryclient;

import havre.common.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A blob that is uploaded while it is being made. What fits into one piece goes at once when its
/// digest is known; more goes piece by piece, and where the connection breaks, what the registry
/// has not got of a piece is sent again. Not thread-safe.
public final class BlobUpload extends OutputStream {
  /// Registries that store what they get in parts want parts of some size.
  private static final int PIECE = 8 * 1024 * 1024;

  private static final int FIRST = 64 * 1024;

  private final Repository repository;
  private final Authorization authorization;
  private final MessageDigest sum = Digest.newSha256();
  private byte[] piece = new byte[FIRST];
  private int filled;
  private long sent;
  private @Nullable URI location;

  BlobUpload(Repository repository, Authorization authorization) {
    this.repository = repository;
    this.authorization = authorization;
  }

  /// A blob that the registry has.
  ///
  /// @param existed whether it had it before
  public record Uploaded(Digest digest, long size, boolean existed) {}

  @Override
  public void write(int value) {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    sum.update(bytes, offset, length);
    int at = offset;
    int left = length;
    while (left > 0) {
      if (filled == PIECE) {
        sendPiece();
      }
      int count = Math.min(left, PIECE - filled);
      reserve(filled + count);
      System.arraycopy(bytes, at, piece, filled, count);
      filled += count;
      at += count;
      left -= count;
    }
  }

  /// A small blob needs little.
  private void reserve(int length) {
    if (length > piece.length) {
      int larger = Math.max(length, Math.min(PIECE, piece.length * 2));
      piece = java.util.Arrays.copyOf(piece, larger);
    }
  }

  /// Sends what is left, and tells the registry the digest.
  public Uploaded finish() {
    Digest digest = Digest.of(sum.digest());
    long size = sent + filled;
    if (location == null) {
      boolean existed = repository.hasBlob(digest);
      if (!existed) {
        repository.upload(digest, BodyPublishers.ofByteArray(piece, 0, filled));
      }
      return new Uploaded(digest, size, existed);
    }
    sendPiece();
    HttpResponse<InputStream> answer =
        authorization.send(
            "PUT",
            Repository.withDigest(location, digest),
            HttpRequest.newBuilder().PUT(BodyPublishers.noBody()));
    Repository.expect(201, answer);
    location = null;
    return new Uploaded(digest, size, false);
  }

  private void sendPiece() {
    URI at = location == null ? repository.beginUpload() : location;
    int done = 0;
    for (int attempt = 0; done < filled; attempt++) {
      boolean last = attempt == Retries.ATTEMPTS - 1;
      try {
        HttpResponse<InputStream> answer = authorization.once("PATCH", at, request(done));
        if (answer.statusCode() == 202) {
          Wire.drain(answer);
          at = Repository.place(at, answer);
          done = filled;
          break;
        }
        if (last || !Retries.isPassing(answer.statusCode())) {
          throw RegistryException.of(answer);
        }
        Wire.drain(answer);
      } catch (IOException e) {
        if (last || Thread.currentThread().isInterrupted()) {
          throw Failures.of("PATCH", at, e);
        }
      }
      pause(at, attempt);
      HttpResponse<InputStream> state =
          authorization.send("GET", at, HttpRequest.newBuilder().GET());
      done = received(state);
      at = Repository.place(at, state);
    }
    location = at;
    sent += filled;
    filled = 0;
  }

  private HttpRequest.Builder request(int done) {
    return HttpRequest.newBuilder()
        .header("Content-Type", "application/octet-stream")
        .header("Content-Range", (sent + done) + "-" + (sent + filled - 1))
        .timeout(Repository.patience(filled - done))
        .method("PATCH", BodyPublishers.ofByteArray(piece, done, filled - done));
  }

  /// How much of the piece the registry has, by its answer about the upload.
  private int received(HttpResponse<InputStream> answer) {
    if (answer.statusCode() != 204) {
      throw RegistryException.of(answer);
    }
    Wire.drain(answer);
    String range = answer.headers().firstValue("Range").orElse("0-0");
    try {
      long end = Long.parseLong(range.substring(range.indexOf('-') + 1));
      return (int) Math.clamp(end == 0 ? 0 : end + 1 - sent, 0, filled);
    } catch (NumberFormatException e) {
      throw RegistryException.of(
          answer.statusCode(), "BLOB_UPLOAD_INVALID", "malformed range " + range);
    }
  }

  private static void pause(URI at, int attempt) {
    try {
      Retries.await(Retries.pause(attempt));
    } catch (IOException e) {
      throw Failures.of("PATCH", at, e);
    }
  }

  /// Takes back what was uploaded of a blob that was not finished.
  @Override
  public void close() {
    URI begun = location;
    location = null;
    if (begun != null) {
      try {
        Wire.drain(
            authorization.once(
                "DELETE", begun, HttpRequest.newBuilder().timeout(Duration.ofSeconds(5)).DELETE()));
      } catch (IOException e) {
        return; // the registry forgets it by itself, some day
      }
    }
  }
}
