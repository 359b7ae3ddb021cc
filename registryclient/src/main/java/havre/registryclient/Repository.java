package havre.registryclient;

import com.fasterxml.jackson.databind.JsonNode;
import havre.common.Digest;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.oci.image.MediaTypes;
import havre.oci.json.Json;
import havre.oci.reference.ImageReference;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One repository of a registry. Thread-safe.
public final class Repository {
  private static final int MAX_MANIFEST = 4 * 1024 * 1024;
  private static final int SLOWEST_UPLOAD = 32 * 1024; // bytes a second
  private static final int MAX_TAGS = 100_000;
  private static final int MAX_PAGES = 1000;
  private static final String ACCEPTED =
      String.join(
          ", ",
          MediaTypes.DOCKER_MANIFEST,
          MediaTypes.DOCKER_MANIFEST_LIST,
          MediaTypes.OCI_MANIFEST,
          MediaTypes.OCI_INDEX);

  private final ImageReference name;
  private final Authorization authorization;
  private final String query;

  /// A manifest or index as the registry has it.
  public record Document(byte[] bytes, String mediaType, Digest digest) {}

  Repository(ImageReference name, Authorization authorization) {
    this(name, authorization, "");
  }

  /// @param query what a mirror of several registries is told besides, such as `ns=docker.io`
  Repository(ImageReference name, Authorization authorization, String query) {
    this.name = name;
    this.authorization = authorization;
    this.query = query;
  }

  /// Its name without the registry's.
  public String path() {
    return name.path();
  }

  /// A manifest by tag or digest; what comes by digest is checked against it.
  ///
  /// @throws RegistryException MANIFEST_UNKNOWN when there is none
  public Document manifest(String reference) {
    URI uri = uri("manifests/" + reference);
    HttpResponse<InputStream> answer =
        authorization.send("HEAD", uri, HttpRequest.newBuilder().header("Accept", ACCEPTED).GET());
    if (answer.statusCode() != 200) {
      RegistryException refusal = RegistryException.of(answer);
      throw refusal.status() == 404 && refusal.code().isEmpty()
          ? RegistryException.of(404, "MANIFEST_UNKNOWN", "manifest unknown")
          : refusal;
    }
    byte[] bytes = body(answer, uri);
    Digest digest = Digest.sha256(bytes);
    if (reference.contains(":") && !digest.toString().equals(reference)) {
      throw new HavreException(
          ErrorKind.INTERNAL, "manifest verification failed for digest " + reference);
    }
    return new Document(bytes, mediaType(answer, bytes), digest);
  }

  private static String mediaType(HttpResponse<?> answer, byte[] bytes) {
    JsonNode tree = Json.tree(bytes, "manifest");
    String own = tree.path("mediaType").asText("");
    if (!own.isEmpty()) {
      return own;
    }
    String type = answer.headers().firstValue("Content-Type").orElse("").split(";", 2)[0].strip();
    if (MediaTypes.isIndex(type) || MediaTypes.isManifest(type)) {
      return type;
    }
    if (tree.path("schemaVersion").asInt() == 1) {
      return type; // the first schema, which nobody reads any more
    }
    return tree.has("manifests") ? MediaTypes.OCI_INDEX : MediaTypes.OCI_MANIFEST;
  }

  private static byte[] body(HttpResponse<InputStream> answer, URI uri) {
    try (InputStream body = answer.body()) {
      byte[] bytes = body.readNBytes(MAX_MANIFEST + 1);
      if (bytes.length > MAX_MANIFEST) {
        throw new HavreException(
            ErrorKind.INTERNAL, "the registry's answer is larger than " + MAX_MANIFEST + " bytes");
      }
      return bytes;
    } catch (IOException e) {
      throw Failures.of("GET", uri, e);
    }
  }

  /// All its tags, in the registry's order.
  ///
  /// @throws RegistryException NAME_UNKNOWN when there is no such repository
  public List<String> tags() {
    var tags = new ArrayList<String>();
    URI next = uri("tags/list");
    for (int page = 0; next != null && page < MAX_PAGES && tags.size() < MAX_TAGS; page++) {
      HttpResponse<InputStream> answer =
          authorization.send("GET", next, HttpRequest.newBuilder().GET());
      if (answer.statusCode() != 200) {
        throw RegistryException.of(answer);
      }
      Json.tree(body(answer, next), "tags").path("tags").forEach(tag -> tags.add(tag.asText()));
      next = nextPage(answer, next);
    }
    return List.copyOf(tags);
  }

  /// What refers to a manifest, such as signatures and lists of its contents: what the registry
  /// tells of, or else what is listed under the tag that stands in for it.
  public List<Referrer> referrers(Digest subject) {
    var found = new ArrayList<Referrer>();
    URI next = uri("referrers/" + subject);
    for (int page = 0; next != null && page < MAX_PAGES && found.size() < MAX_TAGS; page++) {
      HttpResponse<InputStream> answer =
          authorization.send("GET", next, HttpRequest.newBuilder().GET());
      boolean index =
          answer.headers().firstValue("Content-Type").orElse("").startsWith(MediaTypes.OCI_INDEX);
      if (answer.statusCode() != 200 || !index) {
        RegistryException refusal = RegistryException.of(answer);
        if (page == 0 && (refusal.status() == 404 || refusal.status() == 200)) {
          return fallbackReferrers(subject); // a registry of before version 1.1
        }
        throw refusal;
      }
      found.addAll(Referrer.list(body(answer, next)));
      next = nextPage(answer, next);
    }
    return List.copyOf(found);
  }

  private List<Referrer> fallbackReferrers(Digest subject) {
    try {
      return Referrer.list(manifest(subject.algorithm() + "-" + subject.hex()).bytes());
    } catch (RegistryException e) {
      if (e.status() == 404) {
        return List.of();
      }
      throw e;
    }
  }

  private static @Nullable URI nextPage(HttpResponse<?> answer, URI asked) {
    String link = answer.headers().firstValue("Link").orElse("");
    int end = link.indexOf('>');
    return link.startsWith("<") && end > 0 ? asked.resolve(link.substring(1, end)) : null;
  }

  /// The bytes of a blob, checked against its digest when they end. A connection that breaks is
  /// made again where it stopped.
  public BlobStream blob(Digest digest, long size) throws IOException {
    return blob(digest, size, null);
  }

  /// As [#blob(Digest, long)], with what has come kept in a file until all is here.
  public BlobStream blob(Digest digest, long size, @Nullable Path partial) throws IOException {
    return new BlobStream(
        digest,
        size,
        offset -> open(digest, offset),
        partial == null ? null : new PartialFile(partial));
  }

  /// A blob from some place on.
  private InputStream open(Digest digest, long offset) throws IOException {
    URI uri = uri("blobs/" + digest);
    HttpRequest.Builder request = HttpRequest.newBuilder().GET();
    if (offset > 0) {
      request.header("Range", "bytes=" + offset + "-");
    }
    HttpResponse<InputStream> answer = authorization.send("GET", uri, request);
    if (answer.statusCode() == 206 && offset > 0) {
      return answer.body();
    }
    if (answer.statusCode() == 200) {
      answer.body().skipNBytes(offset);
      return answer.body();
    }
    throw RegistryException.of(answer);
  }

  /// Whether the repository has a blob.
  ///
  /// @throws RegistryException when nobody may know
  public boolean hasBlob(Digest digest) {
    HttpResponse<InputStream> answer =
        authorization.send("HEAD", uri("blobs/" + digest), HttpRequest.newBuilder().HEAD());
    Wire.drain(answer);
    if (answer.statusCode() == 401 || answer.statusCode() == 403) {
      throw RegistryException.of(answer, new byte[0]);
    }
    return answer.statusCode() == 200;
  }

  /// Takes a blob over from another repository of the same registry.
  ///
  /// @return false when the registry would have it uploaded instead
  public boolean mount(Digest digest, String fromPath) {
    URI uri =
        uri("blobs/uploads/?mount=" + encoded(digest.toString()) + "&from=" + encoded(fromPath));
    HttpResponse<InputStream> answer =
        authorization.send("POST", uri, HttpRequest.newBuilder().POST(BodyPublishers.noBody()));
    Wire.drain(answer);
    if (answer.statusCode() == 202) {
      cancel(uri, answer);
    }
    return answer.statusCode() == 201;
  }

  private void cancel(URI begun, HttpResponse<?> answer) {
    String place = answer.headers().firstValue("Location").orElse("");
    if (!place.isEmpty()) {
      Wire.drain(
          authorization.send("DELETE", begun.resolve(place), HttpRequest.newBuilder().DELETE()));
    }
  }

  /// Uploads a blob in one piece.
  ///
  /// @param content can be subscribed to more than once
  public void upload(Digest digest, HttpRequest.BodyPublisher content) {
    expect(
        201,
        authorization.send(
            "PUT",
            withDigest(beginUpload(), digest),
            HttpRequest.newBuilder()
                .header("Content-Type", "application/octet-stream")
                .timeout(patience(content.contentLength()))
                .PUT(content)));
  }

  /// Uploads a blob while it is made.
  public BlobUpload upload() {
    return new BlobUpload(this, authorization);
  }

  /// Where an upload is to go that the registry awaits now.
  URI beginUpload() {
    URI begin = uri("blobs/uploads/");
    HttpResponse<InputStream> begun =
        authorization.send("POST", begin, HttpRequest.newBuilder().POST(BodyPublishers.noBody()));
    if (begun.statusCode() != 202) {
      throw RegistryException.of(begun);
    }
    Wire.drain(begun);
    return place(begin, begun);
  }

  /// Where an answer says that an upload goes on.
  static URI place(URI asked, HttpResponse<?> answer) {
    return asked.resolve(answer.headers().firstValue("Location").orElse(asked.toString()));
  }

  static URI withDigest(URI place, Digest digest) {
    String separator = place.getRawQuery() == null ? "?" : "&";
    return URI.create(place + separator + "digest=" + encoded(digest.toString()));
  }

  /// A slow line gets its time, a dead one does not.
  static Duration patience(long bytes) {
    return Duration.ofSeconds(60 + Math.max(0, bytes) / SLOWEST_UPLOAD);
  }

  /// Stores a manifest under a tag or its digest.
  public void putManifest(String reference, String mediaType, byte[] bytes) {
    expect(
        201,
        authorization.send(
            "PUT",
            uri("manifests/" + reference),
            HttpRequest.newBuilder()
                .header("Content-Type", mediaType)
                .PUT(BodyPublishers.ofByteArray(bytes))));
  }

  static void expect(int status, HttpResponse<InputStream> answer) {
    if (answer.statusCode() != status) {
      throw RegistryException.of(answer);
    }
    Wire.drain(answer);
  }

  private URI uri(String rest) {
    String separator = query.isEmpty() ? "" : rest.contains("?") ? "&" : "?";
    return authorization.base().resolve(name.path() + "/" + rest + separator + query);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
