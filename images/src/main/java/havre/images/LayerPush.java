package havre.images;

import havre.common.Digest;
import havre.oci.image.Descriptor;
import havre.oci.image.MediaTypes;
import havre.oci.reference.ImageReference;
import havre.registryclient.Repository;
import havre.store.snapshots.LayerStore;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/// Sends single layers to a repository. A layer is compressed, always to the same bytes, only when
/// the registry has no blob that is known to hold it.
final class LayerPush {
  private static final int BUFFER = 128 * 1024;
  private static final int SHORT_ID = 12;

  private final Repository repository;
  private final ImageReference name;
  private final LayerStore layers;
  private final LayerBlobs blobs;
  private final Path scratch;
  private final Progress progress;

  LayerPush(
      Repository repository,
      ImageReference name,
      LayerStore layers,
      LayerBlobs blobs,
      Path scratch,
      Progress progress) {
    this.repository = repository;
    this.name = name;
    this.layers = layers;
    this.blobs = blobs;
    this.scratch = scratch;
    this.progress = progress;
  }

  static String shortId(Digest diffId) {
    return diffId.hex().substring(0, SHORT_ID);
  }

  /// @return the blob that the repository has then
  Descriptor push(Digest diffId, Digest chainId) throws IOException {
    List<LayerBlobs.Known> known =
        blobs.of(diffId).stream().filter(blob -> isGzip(blob.blob())).toList();
    for (LayerBlobs.Known blob : known) {
      if (blob.isIn(name) && repository.hasBlob(blob.blob().digest())) {
        progress.status(shortId(diffId), "Layer already exists", 0, 0);
        return asDockers(blob.blob());
      }
    }
    for (LayerBlobs.Known blob : known) {
      if (!blob.isIn(name)
          && blob.isOnRegistryOf(name)
          && repository.mount(blob.blob().digest(), blob.path(name))) {
        progress.status(shortId(diffId), "Mounted from " + blob.path(name), 0, 0);
        blobs.remember(diffId, blob.blob(), name);
        return asDockers(blob.blob());
      }
    }
    return upload(diffId, chainId);
  }

  private static boolean isGzip(Descriptor blob) {
    return blob.mediaType().equals(MediaTypes.OCI_LAYER_GZIP)
        || blob.mediaType().equals(MediaTypes.DOCKER_LAYER_GZIP);
  }

  private static Descriptor asDockers(Descriptor blob) {
    return Descriptor.of(MediaTypes.DOCKER_LAYER_GZIP, blob.digest(), blob.size());
  }

  private Descriptor upload(Digest diffId, Digest chainId) throws IOException {
    String shown = shortId(diffId);
    Path file = Files.createTempFile(scratch, "push-", ".tar.gz");
    try {
      Digest digest = compress(chainId, file);
      long size = Files.size(file);
      Descriptor blob = Descriptor.of(MediaTypes.DOCKER_LAYER_GZIP, digest, size);
      if (repository.hasBlob(digest)) {
        progress.status(shown, "Layer already exists", 0, 0);
      } else {
        repository.upload(digest, content(file, shown, size));
        progress.status(shown, "Pushed", 0, 0);
      }
      blobs.remember(diffId, blob, name);
      return blob;
    } finally {
      Files.delete(file);
    }
  }

  private HttpRequest.BodyPublisher content(Path file, String shown, long size) {
    return BodyPublishers.fromPublisher(
        BodyPublishers.ofInputStream(() -> opened(file, shown, size)), size);
  }

  private InputStream opened(Path file, String shown, long size) {
    try {
      return new ShownProgress(Files.newInputStream(file), progress, shown, size, "Pushing");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Digest compress(Digest chainId, Path file) throws IOException {
    var sum = Digest.newSha256();
    try (OutputStream out =
            new DigestOutputStream(
                new BufferedOutputStream(Files.newOutputStream(file), BUFFER), sum);
        OutputStream gzip = new GZIPOutputStream(out, BUFFER)) {
      layers.writeArchive(chainId, gzip);
    }
    return Digest.of(sum.digest());
  }
}
