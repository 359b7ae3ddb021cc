package havre.images;

import havre.common.Digest;
import havre.oci.image.ArchiveManifestEntry;
import havre.oci.image.ChainIds;
import havre.oci.image.Descriptor;
import havre.oci.image.ImageDocument;
import havre.oci.image.Index;
import havre.oci.image.MediaTypes;
import havre.oci.image.OciLayout;
import havre.oci.json.Json;
import havre.oci.reference.ImageReference;
import havre.store.snapshots.Layer;
import havre.store.snapshots.LayerStore;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.jspecify.annotations.Nullable;

/// `docker save`: one archive that is an OCI layout and a docker archive at once, as Docker writes
/// it since version 25.
final class SaveImages implements SavedImages {
  private static final int FOLDER_MODE = 040755;

  /// What readers of the oldest archives look at: repository, tag, uppermost layer.
  private static final String REPOSITORIES = "repositories";

  private final LayerStore layers;
  private final Map<List<Image>, List<ImageReference>> images = new LinkedHashMap<>();
  private final Set<String> written = new HashSet<>();
  private final Map<String, Map<String, String>> repositories = new LinkedHashMap<>();

  SaveImages(LayerStore layers) {
    this.layers = layers;
  }

  /// @param platforms the images that the name has, the one that it alone means first
  /// @param name under which the image was asked for, null for its id
  void add(List<Image> platforms, @Nullable String name) {
    List<ImageReference> names = images.computeIfAbsent(platforms, _ -> new ArrayList<>());
    if (name != null) {
      ImageReference asked = ImageReference.parseTagged(name);
      if (asked.tag() != null && !names.contains(asked.withoutDigest())) {
        names.add(asked.withoutDigest());
      }
    }
  }

  List<Image> images() {
    return images.keySet().stream().flatMap(List::stream).distinct().toList();
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    var tar = new TarArchiveOutputStream(out, "UTF-8");
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    folder(tar, OciLayout.BLOBS + "/");
    folder(tar, OciLayout.BLOBS + "/sha256/");
    var entries = new ArrayList<ArchiveManifestEntry>();
    var manifests = new ArrayList<Descriptor>();
    for (Map.Entry<List<Image>, List<ImageReference>> image : images.entrySet()) {
      List<ImageReference> names = image.getValue();
      manifests.addAll(named(write(tar, image.getKey(), names, entries), names));
    }
    document(tar, OciLayout.INDEX_FILE, Json.bytes(Index.of(manifests)));
    document(tar, ArchiveManifestEntry.FILE, Json.bytes(entries));
    if (!repositories.isEmpty()) {
      document(tar, REPOSITORIES, Json.bytes(repositories));
    }
    document(tar, OciLayout.FILE, Json.bytes(new OciLayout(OciLayout.VERSION)));
    tar.finish();
    tar.flush();
  }

  /// Writes the images of some names; several get an index of their own. Readers of `manifest.json`
  /// know no platforms, and find the first one there.
  private Descriptor write(
      TarArchiveOutputStream tar,
      List<Image> platforms,
      List<ImageReference> names,
      List<ArchiveManifestEntry> entries)
      throws IOException {
    var descriptors = new ArrayList<Descriptor>();
    for (Image image : platforms) {
      SavedManifest manifest = write(tar, image.document());
      descriptors.add(manifest.descriptor());
      if (descriptors.size() == 1) {
        entries.add(entry(manifest, names));
        remember(manifest, names);
      }
    }
    if (descriptors.size() == 1) {
      return descriptors.getFirst();
    }
    byte[] index = Json.bytes(Index.of(descriptors));
    Digest digest = Digest.sha256(index);
    blob(tar, digest, index, platforms.getFirst().document().created());
    return Descriptor.of(MediaTypes.OCI_INDEX, digest, index.length);
  }

  private SavedManifest write(TarArchiveOutputStream tar, ImageDocument image) throws IOException {
    blob(tar, image.id(), image.raw(), image.created());
    SavedManifest manifest = SavedManifest.of(image, layers);
    for (Digest chainId : ChainIds.all(image.diffIds())) {
      Layer layer = SavedManifest.layer(chainId, layers);
      String path = path(layer.diffId());
      if (written.add(path)) {
        begin(tar, path, layer.archiveSize(), image.created());
        layers.writeArchive(chainId, tar);
        tar.closeArchiveEntry();
      }
    }
    blob(tar, manifest.descriptor().digest(), manifest.bytes(), image.created());
    return manifest;
  }

  private static List<Descriptor> named(Descriptor descriptor, List<ImageReference> names) {
    return names.isEmpty()
        ? List.of(descriptor)
        : names.stream()
            .map(name ->
                descriptor.withAnnotations(
                    Map.of(
                        OciLayout.CONTAINERD_IMAGE_NAME,
                        name.toString(),
                        OciLayout.REF_NAME,
                        String.valueOf(name.tag()))))
            .toList();
  }

  private void remember(SavedManifest manifest, List<ImageReference> names) {
    if (!manifest.layers().isEmpty()) {
      for (ImageReference name : names) {
        repositories
            .computeIfAbsent(name.familiarName(), _ -> new LinkedHashMap<>())
            .put(String.valueOf(name.tag()), manifest.layers().getLast().digest().hex());
      }
    }
  }

  private static ArchiveManifestEntry entry(SavedManifest manifest, List<ImageReference> names) {
    var sources = new LinkedHashMap<String, Descriptor>();
    manifest.layers().forEach(layer -> sources.put(layer.digest().toString(), layer));
    List<String> tags = names.stream().map(ImageReference::familiar).toList();
    return new ArchiveManifestEntry(
        path(manifest.config()),
        tags.isEmpty() ? null : tags,
        manifest.layers().stream().map(layer -> path(layer.digest())).toList(),
        null,
        sources);
  }

  /// What belongs to one image bears the time of its making.
  private void blob(TarArchiveOutputStream tar, Digest digest, byte[] content, Instant made)
      throws IOException {
    if (written.add(path(digest))) {
      document(tar, path(digest), content, made);
    }
  }

  private static void document(TarArchiveOutputStream tar, String name, byte[] content)
      throws IOException {
    document(tar, name, content, Instant.EPOCH);
  }

  private static void document(
      TarArchiveOutputStream tar, String name, byte[] content, Instant time) throws IOException {
    begin(tar, name, content.length, time);
    tar.write(content);
    tar.closeArchiveEntry();
  }

  private static void begin(TarArchiveOutputStream tar, String name, long size, Instant time)
      throws IOException {
    var entry = new TarArchiveEntry(name);
    entry.setSize(size);
    entry.setModTime(time.truncatedTo(ChronoUnit.SECONDS).toEpochMilli());
    tar.putArchiveEntry(entry);
  }

  private static void folder(TarArchiveOutputStream tar, String name) throws IOException {
    var entry = new TarArchiveEntry(name);
    entry.setMode(FOLDER_MODE);
    entry.setModTime(0L);
    tar.putArchiveEntry(entry);
    tar.closeArchiveEntry();
  }

  private static String path(Digest digest) {
    return OciLayout.BLOBS + "/" + digest.algorithm() + "/" + digest.hex();
  }
}
