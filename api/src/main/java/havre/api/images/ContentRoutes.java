package havre.api.images;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import havre.api.Call;
import havre.api.Endpoint;
import havre.api.Routes;
import havre.common.Digest;
import havre.common.HavreException;
import havre.images.RemoteContents;
import havre.oci.image.Descriptor;
import havre.oci.image.MediaTypes;
import havre.oci.reference.ImageReference;
import havre.registryclient.Referrer;
import havre.registryclient.Repository;
import havre.transport.Router;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What registries hold, as it is there, which Docker's API has not:
///
/// * `GET /distribution/NAME/manifest`, a manifest or list;
/// * `GET /distribution/NAME/referrers`, what refers to it;
/// * `GET /distribution/NAME/blob?digest=…&size=…`, a blob of its repository;
/// * `POST /distribution/NAME/list`, a list of manifests that is put there.
public final class ContentRoutes implements Routes {
  private final RemoteContents contents;

  public ContentRoutes(RemoteContents contents) {
    this.contents = contents;
  }

  @Override
  public void addTo(Router<Endpoint> router) {
    router
        .add("GET", "/distribution/{name:.*}/manifest", this::manifest)
        .add("GET", "/distribution/{name:.*}/referrers", this::referrers)
        .add("GET", "/distribution/{name:.*}/blob", this::blob)
        .add("POST", "/distribution/{name:.*}/list", this::putList);
  }

  private static ImageReference name(Call call) {
    return ImageReference.parse(call.parameter("name"));
  }

  private record ManifestDto(String mediaType, String digest, long size, String content) {}

  private void manifest(Call call) {
    Repository.Document found = contents.manifest(name(call), RegistryAuth.of(call));
    call.reply(
        new ManifestDto(
            found.mediaType(),
            found.digest().toString(),
            found.bytes().length,
            new String(found.bytes(), StandardCharsets.UTF_8)));
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record ReferrerDto(
      String artifactType,
      String mediaType,
      String digest,
      long size,
      @Nullable Map<String, String> annotations) {
    static ReferrerDto of(Referrer referrer) {
      Descriptor descriptor = referrer.descriptor();
      return new ReferrerDto(
          referrer.artifactType(),
          descriptor.mediaType(),
          descriptor.digest().toString(),
          descriptor.size(),
          descriptor.annotations());
    }
  }

  private record ReferrersDto(String subject, List<ReferrerDto> referrers) {}

  private void referrers(Call call) {
    String type = call.query().string("artifactType");
    RemoteContents.Referrers found = contents.referrers(name(call), RegistryAuth.of(call));
    call.reply(
        new ReferrersDto(
            found.subject().toString(),
            found.all().stream()
                .filter(each -> type.isEmpty() || each.artifactType().equals(type))
                .map(ReferrerDto::of)
                .toList()));
  }

  private void blob(Call call) throws IOException {
    Digest digest = Digest.parse(call.query().string("digest"));
    long size = call.query().number("size", -1);
    if (size < 0) {
      throw HavreException.invalid("the blob's size is not told");
    }
    InputStream in = contents.blob(name(call), digest, size, RegistryAuth.of(call));
    try (in;
        OutputStream out = call.stream("application/octet-stream")) {
      in.transferTo(out);
    }
  }

  /// A list to be made; its descriptors are written as OCI's are.
  ///
  /// @param source the repository and digest of the manifest
  private record PartDto(
      @JsonProperty("Source") String source, @JsonProperty("Descriptor") Descriptor descriptor) {}

  private record ListDto(
      @JsonProperty("MediaType") @Nullable String mediaType,
      @JsonProperty("Parts") @Nullable List<PartDto> parts) {}

  private record PutDto(String digest, long size) {}

  private void putList(Call call) throws IOException {
    ListDto wanted =
        havre.oci.json.Json.read(call.body().readAllBytes(), ListDto.class, "manifest list");
    String mediaType =
        wanted.mediaType() == null ? MediaTypes.DOCKER_MANIFEST_LIST : wanted.mediaType();
    if (!MediaTypes.isIndex(mediaType)) {
      throw HavreException.invalid("unknown type of manifest list: " + mediaType);
    }
    if (wanted.parts() == null || wanted.parts().isEmpty()) {
      throw HavreException.invalid("a manifest list without manifests");
    }
    List<RemoteContents.Part> parts =
        wanted.parts().stream()
            .map(part ->
                new RemoteContents.Part(ImageReference.parse(part.source()), part.descriptor()))
            .toList();
    Descriptor put = contents.putList(name(call), mediaType, parts, RegistryAuth.of(call));
    call.reply(new PutDto(put.digest().toString(), put.size()));
  }
}
