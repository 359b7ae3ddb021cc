package havre.images;

import havre.common.Digest;
import havre.common.HavreException;
import havre.oci.image.ArchiveManifestEntry;
import havre.oci.image.ChainIds;
import havre.oci.image.Descriptor;
import havre.oci.image.Index;
import havre.oci.image.OciLayout;
import havre.oci.json.Json;
import havre.oci.reference.ImageReference;
import havre.store.diff.ArchiveCompression;
import havre.store.snapshots.Layer;
import havre.store.snapshots.LayerStore;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Images in the form in which they leave the store, ready to be written: their layers lie
/// compressed in a folder until this is closed. Used by one thread.
public final class PackedImages implements AutoCloseable {
  private final LayerStore layers;
  private final ImageForm form;
  private final Path folder;
  private final Map<Digest, Blob> blobs = new LinkedHashMap<>();
  private final Map<Digest, Descriptor> packed = new HashMap<>();
  private final List<ArchiveManifestEntry> entries = new ArrayList<>();
  private final Descriptor top;

  private record Blob(long size, Instant made, ArchiveCompression.Plain content) {}

  private PackedImages(LayerStore layers, Publication publication, Path folder) throws IOException {
    this.layers = layers;
    this.form = publication.form();
    this.folder = folder;
    var manifests = new ArrayList<Descriptor>();
    for (Image image : publication.images()) {
      manifests.add(add(image));
    }
    if (publication.index()) {
      ImageForm.Document index = form.index(manifests);
      add(index, publication.images().getFirst().document().created());
      top = index.descriptor();
    } else {
      top = manifests.getFirst();
    }
  }

  static PackedImages of(LayerStore layers, Publication publication, Path scratch)
      throws IOException {
    Path folder = Files.createTempDirectory(scratch, "packed-");
    try {
      return new PackedImages(layers, publication, folder);
    } catch (IOException | RuntimeException e) {
      remove(folder);
      throw e;
    }
  }

  /// What all of it hangs on: a manifest or an index.
  public Descriptor top() {
    return top;
  }

  private Descriptor add(Image image) throws IOException {
    Instant made = image.document().created();
    var descriptors = new ArrayList<Descriptor>();
    for (Digest chainId : ChainIds.all(image.document().diffIds())) {
      descriptors.add(layer(chainId, made));
    }
    byte[] raw = image.document().raw();
    blobs.put(image.id(), new Blob(raw.length, made, out -> out.write(raw)));
    entries.add(
        new ArchiveManifestEntry(
            LayoutArchive.path(image.id()),
            null,
            descriptors.stream().map(one -> LayoutArchive.path(one.digest())).toList(),
            null,
            null));
    ImageForm.Document manifest = form.manifest(image, descriptors);
    add(manifest, made);
    return manifest.descriptor();
  }

  private void add(ImageForm.Document document, Instant made) {
    byte[] bytes = document.bytes();
    blobs.put(
        document.descriptor().digest(), new Blob(bytes.length, made, out -> out.write(bytes)));
  }

  private Descriptor layer(Digest chainId, Instant made) throws IOException {
    Layer layer =
        layers
            .find(chainId)
            .orElseThrow(() -> HavreException.notFound("layer " + chainId + " is missing"));
    Descriptor known = packed.get(layer.diffId());
    if (known != null) {
      return known;
    }
    Descriptor descriptor;
    if (form.compression().method() == ArchiveCompression.Method.NONE) {
      descriptor = Descriptor.of(form.layerType(), layer.diffId(), layer.archiveSize());
      blobs.put(
          layer.diffId(),
          new Blob(layer.archiveSize(), made, out -> layers.writeArchive(chainId, out)));
    } else {
      descriptor = compressed(chainId, made);
    }
    packed.put(layer.diffId(), descriptor);
    return descriptor;
  }

  private Descriptor compressed(Digest chainId, Instant made) throws IOException {
    Path file = Files.createTempFile(folder, "layer-", "");
    MessageDigest sha256 = Digest.newSha256();
    try (OutputStream out = new DigestOutputStream(Files.newOutputStream(file), sha256)) {
      form.compression().write(plain -> layers.writeArchive(chainId, plain), out);
    }
    Digest digest = Digest.of(sha256.digest());
    long size = Files.size(file);
    blobs.put(digest, new Blob(size, made, out -> Files.copy(file, out)));
    return Descriptor.of(form.layerType(), digest, size);
  }

  /// Writes an OCI layout as an archive.
  ///
  /// @param names of the image
  /// @param docker whether what Docker reads is beside it
  public void writeTo(OutputStream out, List<ImageReference> names, boolean docker)
      throws IOException {
    var archive = new LayoutArchive(out);
    for (Map.Entry<Digest, Blob> entry : blobs.entrySet()) {
      Blob blob = entry.getValue();
      archive.blob(entry.getKey(), blob.size(), blob.made(), blob.content());
    }
    List<Descriptor> named = names.stream().map(this::named).toList();
    archive.document(
        OciLayout.INDEX_FILE, Json.bytes(Index.of(named.isEmpty() ? List.of(top) : named)));
    if (docker) {
      List<String> tags = names.stream().map(ImageReference::familiar).toList();
      archive.document(
          ArchiveManifestEntry.FILE,
          Json.bytes(
              entries.stream()
                  .map(one ->
                      new ArchiveManifestEntry(
                          one.config(), tags.isEmpty() ? null : tags, one.layers(), null, null))
                  .toList()));
    }
    archive.document(OciLayout.FILE, Json.bytes(new OciLayout(OciLayout.VERSION)));
    archive.finish();
  }

  private Descriptor named(ImageReference name) {
    var noted = new TreeMap<String, String>();
    Map<String, String> own = top.annotations();
    if (own != null) {
      noted.putAll(own);
    }
    noted.put(OciLayout.CONTAINERD_IMAGE_NAME, name.toString());
    noted.put(OciLayout.REF_NAME, String.valueOf(name.tag()));
    return top.withAnnotations(noted);
  }

  @Override
  public void close() {
    remove(folder);
  }

  private static void remove(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
