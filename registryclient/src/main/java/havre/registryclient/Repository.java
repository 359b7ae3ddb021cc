package havre.registryclient;

import havre.common.Digest;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.oci.image.MediaTypes;
import havre.oci.reference.ImageReference;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;

/// One repository of a registry. Thread-safe.
public final class Repository {
  private static final int MAX_MANIFEST = 4 * 1024 * 1024;
  private static final String ACCEPTED =
      String.join(
          ", ",
          MediaTypes.DOCKER_MANIFEST,
          MediaTypes.DOCKER_MANIFEST_LIST,
          MediaTypes.OCI_MANIFEST,
          MediaTypes.OCI_INDEX);

  private final Registries registries;
  private final URI base;
  private final ImageReference name;
  private final Authorization authorization;

  /// A manifest or index as the registry has it.
  public record Document(byte[] bytes, String mediaType, Digest digest) {}

  Repository(Registries registries, URI base, ImageReference name, Authorization authorization) {
    this.registries = registries;
    this.base = base;
    this.name = name;
    this.authorization = authorization;
  }

  private URI uri(String kind, String reference) {
    return base.resolve("/v2/" + name.path() + "/" + kind + "/" + reference);
  }

  /// A manifest by tag or digest; what comes by digest is checked against it.
  ///
  /// @throws RegistryException such as NOT_FOUND
  public Document manifest(String reference) {
    URI uri = uri("manifests", reference);
    HttpResponse<InputStream> answer =
        authorization.send(uri, HttpRequest.newBuilder(uri).header("Accept", ACCEPTED).GET());
    byte[] bytes = body(answer, MAX_MANIFEST);
    if (answer.statusCode() != 200) {
      throw RegistryException.of(answer.statusCode(), bytes, uri.toString());
    }
    Digest digest = Digest.sha256(bytes);
    if (reference.contains(":") && !digest.toString().equals(reference)) {
      throw new HavreException(
          ErrorKind.INTERNAL, "manifest verification failed for digest " + reference);
    }
    String type = answer.headers().firstValue("Content-Type").orElse("").split(";", 2)[0].strip();
    return new Document(bytes, type, digest);
  }

  private static byte[] body(HttpResponse<InputStream> answer, int limit) {
    try (InputStream body = answer.body()) {
      byte[] bytes = body.readNBytes(limit + 1);
      if (bytes.length > limit) {
        throw new HavreException(ErrorKind.INTERNAL, "the registry's answer is too large");
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The bytes of a blob, checked against its digest when they end. A connection that breaks is
  /// made again where it stopped.
  public InputStream blob(Digest digest, long size) {
    return new BlobStream(digest, size, offset -> open(digest, offset));
  }

  /// A blob from some place on.
  private InputStream open(Digest digest, long offset) throws IOException {
    URI uri = uri("blobs", digest.toString());
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).GET();
    if (offset > 0) {
      request.header("Range", "bytes=" + offset + "-");
    }
    HttpResponse<InputStream> answer = authorization.send(uri, request);
    if (answer.statusCode() == 206 && offset > 0 || answer.statusCode() == 200) {
      if (offset > 0 && answer.statusCode() == 200) {
        answer.body().skipNBytes(offset);
      }
      return answer.body();
    }
    byte[] body = body(answer, MAX_MANIFEST);
    if (answer.statusCode() == 404) {
      throw new FileNotFoundException("unknown blob " + digest);
    }
    throw RegistryException.of(answer.statusCode(), body, uri.toString());
  }

  public boolean hasBlob(Digest digest) {
    URI uri = uri("blobs", digest.toString());
    HttpResponse<InputStream> answer =
        authorization.send(
            uri, HttpRequest.newBuilder(uri).method("HEAD", HttpRequest.BodyPublishers.noBody()));
    Registries.drain(answer);
    if (answer.statusCode() == 401 || answer.statusCode() == 403) {
      throw RegistryException.of(answer.statusCode(), new byte[0], uri.toString());
    }
    return answer.statusCode() == 200;
  }

  /// Uploads a blob in one piece.
  public void upload(Digest digest, HttpRequest.BodyPublisher content) {
    URI begin = uri("blobs", "uploads/");
    HttpResponse<InputStream> answer =
        authorization.send(
            begin, HttpRequest.newBuilder(begin).POST(HttpRequest.BodyPublishers.noBody()));
    byte[] body = body(answer, MAX_MANIFEST);
    if (answer.statusCode() != 202) {
      throw RegistryException.of(answer.statusCode(), body, begin.toString());
    }
    String place = answer.headers().firstValue("Location").orElse("");
    URI target = begin.resolve(place);
    String separator = target.getRawQuery() == null ? "?" : "&";
    URI put = URI.create(target + separator + "digest=" + digest);
    HttpResponse<InputStream> stored =
        authorization.send(
            put,
            HttpRequest.newBuilder(put)
                .header("Content-Type", "application/octet-stream")
                .PUT(content));
    byte[] error = body(stored, MAX_MANIFEST);
    if (stored.statusCode() != 201) {
      throw RegistryException.of(stored.statusCode(), error, put.toString());
    }
  }

  /// Uploads the content of a file.
  public void upload(Digest digest, Path file) throws IOException {
    upload(digest, HttpRequest.BodyPublishers.ofFile(file));
  }

  /// Stores a manifest under a tag.
  public void putManifest(String tag, String mediaType, byte[] bytes) {
    URI uri = uri("manifests", tag);
    HttpResponse<InputStream> answer =
        authorization.send(
            uri,
            HttpRequest.newBuilder(uri)
                .header("Content-Type", mediaType)
                .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes)));
    byte[] body = body(answer, MAX_MANIFEST);
    if (answer.statusCode() != 201) {
      throw RegistryException.of(answer.statusCode(), body, uri.toString());
    }
  }
}
