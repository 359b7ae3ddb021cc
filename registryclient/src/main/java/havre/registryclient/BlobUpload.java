package havre.registryclient;

import havre.common.Digest;
import havre.common.ErrorKind;
import havre.common.HavreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/// A blob that is uploaded while it is being made. What fits into one piece goes at once when its
/// digest is known; more goes piece by piece, each while the next one is made, and where the
/// connection breaks, what the registry has not got of a piece is sent again. Not thread-safe.
public final class BlobUpload extends OutputStream {
  /// Registries that store what they get in parts want parts of some size.
  private static final int PIECE = 8 * 1024 * 1024;

  private static final int FIRST = 64 * 1024;

  private final Repository repository;
  private final Authorization authorization;
  private final MessageDigest sum = Digest.newSha256();
  private byte[] piece = new byte[FIRST];
  private int filled;
  private byte[] sentPiece = new byte[0];
  private @Nullable Sending sending;

  /// Where the upload goes on, and how much the registry has: the sending thread's while there is
  /// one.
  private @Nullable URI location;

  private long sent;

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
        sendAside();
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
    awaitSent();
    long size = sent + filled;
    if (location == null) {
      boolean existed = repository.hasBlob(digest);
      if (!existed) {
        repository.upload(digest, BodyPublishers.ofByteArray(piece, 0, filled));
      }
      return new Uploaded(digest, size, existed);
    }
    send(piece, filled);
    HttpResponse<InputStream> answer =
        authorization.send(
            "PUT",
            Repository.withDigest(location, digest),
            HttpRequest.newBuilder().PUT(BodyPublishers.noBody()));
    Repository.expect(201, answer);
    location = null;
    return new Uploaded(digest, size, false);
  }

  /// A piece on its way.
  private record Sending(Thread thread, FutureTask<Void> task) {}

  /// Sends the piece that is full while the next one is filled.
  private void sendAside() {
    awaitSent();
    byte[] full = piece;
    int length = filled;
    var task =
        new FutureTask<Void>(() -> {
          send(full, length);
          return null;
        });
    sending = new Sending(Thread.ofVirtual().name("blob-upload").start(task), task);
    piece = sentPiece.length == PIECE ? sentPiece : new byte[PIECE];
    sentPiece = full;
    filled = 0;
  }

  private void awaitSent() {
    Sending begun = sending;
    if (begun == null) {
      return;
    }
    try {
      begun.task().get();
      sending = null;
    } catch (ExecutionException e) {
      sending = null;
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : HavreException.internal("upload a blob", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HavreException(ErrorKind.UNAVAILABLE, "context canceled", e);
    }
  }

  private void send(byte[] bytes, int length) {
    URI at = location == null ? repository.beginUpload() : location;
    location = at;
    int done = 0;
    for (int attempt = 0; done < length; attempt++) {
      boolean last = attempt == Retries.ATTEMPTS - 1;
      try {
        HttpResponse<InputStream> answer =
            authorization.once("PATCH", at, request(bytes, done, length));
        if (answer.statusCode() == 202) {
          Wire.drain(answer);
          at = Repository.place(at, answer);
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
      done = received(state, length);
      at = Repository.place(at, state);
    }
    location = at;
    sent += length;
  }

  private HttpRequest.Builder request(byte[] bytes, int done, int length) {
    return HttpRequest.newBuilder()
        .header("Content-Type", "application/octet-stream")
        .header("Content-Range", (sent + done) + "-" + (sent + length - 1))
        .timeout(Repository.patience(length - done))
        .method("PATCH", BodyPublishers.ofByteArray(bytes, done, length - done));
  }

  /// How much of the piece the registry has, by its answer about the upload.
  private int received(HttpResponse<InputStream> answer, int length) {
    if (answer.statusCode() != 204) {
      throw RegistryException.of(answer);
    }
    Wire.drain(answer);
    String range = answer.headers().firstValue("Range").orElse("0-0");
    try {
      long end = Long.parseLong(range.substring(range.indexOf('-') + 1));
      return (int) Math.clamp(end == 0 ? 0 : end + 1 - sent, 0, length);
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
    endSending();
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

  /// Lets the piece on its way arrive, unless the caller is in a hurry.
  private void endSending() {
    Sending begun = sending;
    sending = null;
    if (begun == null) {
      return;
    }
    boolean hurried = false;
    while (true) {
      try {
        begun.thread().join();
        break;
      } catch (InterruptedException e) {
        hurried = true;
        begun.thread().interrupt();
      }
    }
    if (hurried) {
      Thread.currentThread().interrupt();
    }
  }
}
