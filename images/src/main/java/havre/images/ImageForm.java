package havre.images;

import havre.common.Digest;
import havre.oci.image.Descriptor;
import havre.oci.image.Index;
import havre.oci.image.Manifest;
import havre.oci.image.MediaTypes;
import havre.oci.json.Json;
import havre.store.diff.ArchiveCompression;
import java.util.List;

/// In what form images leave the store.
///
/// @param compression of layers
/// @param forced whether layers that a registry has compressed otherwise are compressed anew
/// @param oci whether documents have the types of the OCI specification rather than Docker's
public record ImageForm(
    ArchiveCompression compression, boolean forced, boolean oci, Annotations annotations) {
  /// As `docker push` sends them.
  static final ImageForm PUSHED =
      new ImageForm(ArchiveCompression.GZIP, false, false, Annotations.NONE);

  public ImageForm {
    oci |= !annotations.all().isEmpty() || compression.method() == ArchiveCompression.Method.ZSTD;
  }

  /// The type of a layer in this form.
  public String layerType() {
    return switch (compression.method()) {
      case NONE -> oci ? MediaTypes.OCI_LAYER : MediaTypes.DOCKER_LAYER;
      case GZIP -> oci ? MediaTypes.OCI_LAYER_GZIP : MediaTypes.DOCKER_LAYER_GZIP;
      case ZSTD -> MediaTypes.OCI_LAYER_ZSTD;
    };
  }

  /// Whether a blob of that type can stand for a layer in this form.
  boolean admits(String mediaType) {
    return switch (mediaType) {
      case MediaTypes.OCI_LAYER_ZSTD ->
          !forced || compression.method() == ArchiveCompression.Method.ZSTD;
      case MediaTypes.OCI_LAYER_GZIP, MediaTypes.DOCKER_LAYER_GZIP ->
          !forced || compression.method() == ArchiveCompression.Method.GZIP;
      default -> false;
    };
  }

  /// A document and what points to it.
  record Document(Descriptor descriptor, byte[] bytes) {}

  /// The manifest of one image.
  ///
  /// @param layers as they lie where the image goes
  Document manifest(Image image, List<Descriptor> layers) {
    boolean inOci = oci || layers.stream().anyMatch(LayerPush::isZstd);
    byte[] raw = image.document().raw();
    var config =
        Descriptor.of(
            inOci ? MediaTypes.OCI_CONFIG : MediaTypes.DOCKER_CONFIG, image.id(), raw.length);
    List<Descriptor> typed = layers.stream().map(layer -> typed(layer, inOci)).toList();
    byte[] bytes = inOci ? ociManifest(image, config, typed) : ManifestText.of(config, typed);
    var descriptor =
        Descriptor.of(
                inOci ? MediaTypes.OCI_MANIFEST : MediaTypes.DOCKER_MANIFEST,
                Digest.sha256(bytes),
                bytes.length)
            .withPlatform(image.document().platform());
    var noted = annotations.at(Annotations.Place.MANIFEST_DESCRIPTOR, image.document().platform());
    return new Document(noted == null ? descriptor : descriptor.withAnnotations(noted), bytes);
  }

  private byte[] ociManifest(Image image, Descriptor config, List<Descriptor> layers) {
    var noted = annotations.at(Annotations.Place.MANIFEST, image.document().platform());
    return Json.bytes(
        new Manifest(Manifest.SCHEMA_VERSION, MediaTypes.OCI_MANIFEST, config, layers, noted));
  }

  private static Descriptor typed(Descriptor layer, boolean oci) {
    String type =
        switch (layer.mediaType()) {
          case MediaTypes.OCI_LAYER, MediaTypes.DOCKER_LAYER ->
              oci ? MediaTypes.OCI_LAYER : MediaTypes.DOCKER_LAYER;
          case MediaTypes.OCI_LAYER_GZIP, MediaTypes.DOCKER_LAYER_GZIP ->
              oci ? MediaTypes.OCI_LAYER_GZIP : MediaTypes.DOCKER_LAYER_GZIP;
          default -> layer.mediaType();
        };
    return Descriptor.of(type, layer.digest(), layer.size());
  }

  /// The index of several images.
  Document index(List<Descriptor> manifests) {
    boolean dockers =
        !oci
            && manifests.stream()
                .allMatch(each -> each.mediaType().equals(MediaTypes.DOCKER_MANIFEST));
    String type = dockers ? MediaTypes.DOCKER_MANIFEST_LIST : MediaTypes.OCI_INDEX;
    var noted = annotations.at(Annotations.Place.INDEX, null);
    byte[] bytes = Json.bytes(new Index(Index.SCHEMA_VERSION, type, manifests, noted));
    var descriptor = Descriptor.of(type, Digest.sha256(bytes), bytes.length);
    var outside = annotations.at(Annotations.Place.INDEX_DESCRIPTOR, null);
    return new Document(outside == null ? descriptor : descriptor.withAnnotations(outside), bytes);
  }
}
