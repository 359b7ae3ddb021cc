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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `docker save`: one archive that is an OCI layout and a docker archive at once, as Docker writes
/// it since version 25.
final class SaveImages implements SavedImages {
  /// What readers of the oldest archives look at: repository, tag, uppermost layer.
  private static final String REPOSITORIES = "repositories";

  private final LayerStore layers;
  private final Map<List<Image>, List<ImageReference>> images = new LinkedHashMap<>();
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
    var tar = new LayoutArchive(out);
    var entries = new ArrayList<ArchiveManifestEntry>();
    var manifests = new ArrayList<Descriptor>();
    for (Map.Entry<List<Image>, List<ImageReference>> image : images.entrySet()) {
      List<ImageReference> names = image.getValue();
      manifests.addAll(named(write(tar, image.getKey(), names, entries), names));
    }
    tar.document(OciLayout.INDEX_FILE, Json.bytes(Index.of(manifests)));
    tar.document(ArchiveManifestEntry.FILE, Json.bytes(entries));
    if (!repositories.isEmpty()) {
      tar.document(REPOSITORIES, Json.bytes(repositories));
    }
    tar.document(OciLayout.FILE, Json.bytes(new OciLayout(OciLayout.VERSION)));
    tar.finish();
  }

  /// Writes the images of some names; several get an index of their own. Readers of `manifest.json`
  /// know no platforms, and find the first one there.
  private Descriptor write(
      LayoutArchive tar,
      List<Image> platforms,
      List<ImageReference> names,
      List<ArchiveManifestEntry> entries)
      throws IOException {
    var descriptors = new ArrayList<Descriptor>();
    for (Image image : platforms) {
      SavedManifest manifest = write(tar, image.document());
      descriptors.add(manifest.descriptor());
      if (descriptors.size() == 1) {
        entries.add(entry(manifest, names, savedParent(image)));
        remember(manifest, names);
      }
    }
    if (descriptors.size() == 1) {
      return descriptors.getFirst();
    }
    byte[] index = Json.bytes(Index.of(descriptors));
    Digest digest = Digest.sha256(index);
    tar.blob(digest, index, platforms.getFirst().document().created());
    return Descriptor.of(MediaTypes.OCI_INDEX, digest, index.length);
  }

  private SavedManifest write(LayoutArchive tar, ImageDocument image) throws IOException {
    tar.blob(image.id(), image.raw(), image.created());
    SavedManifest manifest = SavedManifest.of(image, layers);
    for (Digest chainId : ChainIds.all(image.diffIds())) {
      Layer layer = SavedManifest.layer(chainId, layers);
      tar.blob(
          layer.diffId(),
          layer.archiveSize(),
          image.created(),
          archive -> layers.writeArchive(chainId, archive));
    }
    tar.blob(manifest.descriptor().digest(), manifest.bytes(), image.created());
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

  /// The image that one was made from, where that is saved too.
  private @Nullable Digest savedParent(Image image) {
    Digest parent = image.parent();
    return parent != null && images().stream().anyMatch(other -> other.id().equals(parent))
        ? parent
        : null;
  }

  private static ArchiveManifestEntry entry(
      SavedManifest manifest, List<ImageReference> names, @Nullable Digest parent) {
    var sources = new LinkedHashMap<String, Descriptor>();
    manifest.layers().forEach(layer -> sources.put(layer.digest().toString(), layer));
    List<String> tags = names.stream().map(ImageReference::familiar).toList();
    return new ArchiveManifestEntry(
        LayoutArchive.path(manifest.config()),
        tags.isEmpty() ? null : tags,
        manifest.layers().stream().map(layer -> LayoutArchive.path(layer.digest())).toList(),
        parent,
        sources);
  }
}
