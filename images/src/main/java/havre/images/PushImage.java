package havre.images;

import havre.common.Digest;
import havre.common.HavreException;
import havre.oci.image.ChainIds;
import havre.oci.image.Descriptor;
import havre.oci.image.Manifest;
import havre.oci.image.MediaTypes;
import havre.oci.json.Json;
import havre.oci.reference.ImageReference;
import havre.registryclient.RegistryException;
import havre.registryclient.Repository;
import havre.store.snapshots.LayerStore;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/// `docker push` of one name: what the registry lacks is compressed, and then sent. The same layer
/// always gives the same bytes.
final class PushImage {
  private final Repository repository;
  private final ImageReference name;
  private final LayerStore layers;
  private final Path scratch;
  private final Progress progress;

  /// What was stored.
  record Pushed(String tag, Digest digest, long size) {}

  PushImage(
      Repository repository,
      ImageReference name,
      LayerStore layers,
      Path scratch,
      Progress progress) {
    this.repository = repository;
    this.name = name;
    this.layers = layers;
    this.scratch = scratch;
    this.progress = progress;
  }

  Pushed run(Image image) throws IOException {
    try {
      return push(image);
    } catch (RegistryException e) {
      throw e.status() == 401 || e.status() == 403
          ? new HavreException(e.kind(), "denied: requested access to the resource is denied", e)
          : e;
    }
  }

  private Pushed push(Image image) throws IOException {
    List<Digest> chain = ChainIds.all(image.document().diffIds());
    chain.forEach(id -> progress.status(shortId(id), "Preparing", 0, 0));
    var descriptors = new ArrayList<Descriptor>();
    for (Digest id : chain) {
      descriptors.add(layer(id));
    }
    Digest config = image.id();
    byte[] document = image.document().raw();
    if (!repository.hasBlob(config)) {
      repository.upload(config, HttpRequest.BodyPublishers.ofByteArray(document));
    }
    byte[] manifest =
        Json.bytes(
            new Manifest(
                Manifest.SCHEMA_VERSION,
                MediaTypes.DOCKER_MANIFEST,
                Descriptor.of(MediaTypes.DOCKER_CONFIG, config, document.length),
                descriptors,
                null));
    String tag = String.valueOf(name.tag());
    repository.putManifest(tag, MediaTypes.DOCKER_MANIFEST, manifest);
    Digest digest = Digest.sha256(manifest);
    progress.status(null, "%s: digest: %s size: %d".formatted(tag, digest, manifest.length), 0, 0);
    return new Pushed(tag, digest, manifest.length);
  }

  private Descriptor layer(Digest chainId) throws IOException {
    Path file = Files.createTempFile(scratch, "push-", ".tar.gz");
    try {
      Digest digest = compress(chainId, file);
      long size = Files.size(file);
      if (repository.hasBlob(digest)) {
        progress.status(shortId(chainId), "Layer already exists", 0, 0);
      } else {
        progress.status(shortId(chainId), "Pushing", 0, size);
        repository.upload(digest, file);
        progress.status(shortId(chainId), "Pushed", 0, 0);
      }
      return Descriptor.of(MediaTypes.DOCKER_LAYER_GZIP, digest, size);
    } finally {
      Files.delete(file);
    }
  }

  private Digest compress(Digest chainId, Path file) throws IOException {
    var sum = Digest.newSha256();
    try (OutputStream out = new DigestOutputStream(Files.newOutputStream(file), sum);
        OutputStream gzip = new GZIPOutputStream(out, 1 << 16)) {
      layers.writeArchive(chainId, gzip);
    }
    return Digest.of(sum.digest());
  }

  private static String shortId(Digest id) {
    return id.hex().substring(0, 12);
  }
}
