package havre.images;

import havre.common.Digest;
import havre.common.HavreException;
import havre.oci.image.ArchiveManifestEntry;
import havre.oci.image.ChainIds;
import havre.oci.image.Descriptor;
import havre.oci.image.ImageDocument;
import havre.oci.image.Index;
import havre.oci.image.Manifest;
import havre.oci.image.MediaTypes;
import havre.oci.image.OciLayout;
import havre.oci.image.Platform;
import havre.oci.json.Json;
import havre.oci.reference.ImageReference;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `docker load`: reads docker archives (manifest.json) and OCI layouts (index.json).
final class LoadImages {
  private static final int MAX_INDEX_DEPTH = 4;
  private static final int MAX_MANIFESTS = 1000;

  private final ImageLedger ledger;
  private final @Nullable Platform platform;
  private final Progress progress;
  private final List<Image> loaded = new ArrayList<>();

  /// Names that were given already: their further images are for other platforms.
  private final Set<ImageReference> named = new HashSet<>();

  private int manifests;
  private @Nullable String missing;

  LoadImages(ImageLedger ledger, @Nullable Platform platform, Progress progress) {
    this.ledger = ledger;
    this.platform = platform;
    this.progress = progress;
  }

  List<Image> load(ArchiveContents archive) throws IOException {
    Index index =
        archive.contains(OciLayout.INDEX_FILE)
            ? Json.read(archive.document(OciLayout.INDEX_FILE), Index.class, OciLayout.INDEX_FILE)
            : null;
    if (index != null && (isOfSeveral(index) || !archive.contains(ArchiveManifestEntry.FILE))) {
      loadIndex(archive, index, null, 0);
    } else if (archive.contains(ArchiveManifestEntry.FILE)) {
      ArchiveManifestEntry[] entries =
          Json.read(
              archive.document(ArchiveManifestEntry.FILE),
              ArchiveManifestEntry[].class,
              ArchiveManifestEntry.FILE);
      loadEntries(archive, List.of(entries));
    } else {
      throw HavreException.invalid("invalid archive: does not contain a manifest.json");
    }
    if (loaded.isEmpty()) {
      if (missing != null) {
        archive.document(missing); // tells that it is missing
      }
      throw HavreException.notFound(
          platform == null
              ? "the archive holds no image for this machine's platform"
              : "the archive holds no image for the platform " + platform);
    }
    return List.copyOf(loaded);
  }

  /// Whether some name has several images, of which `manifest.json` can tell but one.
  private static boolean isOfSeveral(Index index) {
    return index.manifests().stream().anyMatch(each -> MediaTypes.isIndex(each.mediaType()));
  }

  /// Loads images that others were made from before those.
  private void loadEntries(ArchiveContents archive, List<ArchiveManifestEntry> entries)
      throws IOException {
    var left = new ArrayList<>(entries);
    while (!left.isEmpty()) {
      List<String> waiting = left.stream().map(ArchiveManifestEntry::config).toList();
      ArchiveManifestEntry next =
          left.stream()
              .filter(entry -> entry.parent() == null || !waiting.contains(path(entry.parent())))
              .findFirst()
              .orElse(left.getFirst());
      left.remove(next);
      loadEntry(archive, next);
    }
  }

  /// What an archive calls the parent of an image, if it is here and the image begins with its
  /// layers.
  private @Nullable Digest parentOf(ArchiveManifestEntry entry, ImageDocument document) {
    Image parent = entry.parent() == null ? null : ledger.catalog().byId().get(entry.parent());
    if (parent == null) {
      return null;
    }
    List<Digest> below = parent.document().diffIds();
    List<Digest> own = document.diffIds();
    boolean fits = below.size() <= own.size() && own.subList(0, below.size()).equals(below);
    return fits && !parent.id().equals(document.id()) ? parent.id() : null;
  }

  private void loadEntry(ArchiveContents archive, ArchiveManifestEntry entry) throws IOException {
    ImageDocument document = ImageDocument.parse(archive.document(entry.config()));
    if (platform != null && !platform.accepts(document.platform())) {
      return;
    }
    var names = new ArrayList<ImageReference>();
    for (String tag : Objects.requireNonNullElse(entry.repoTags(), List.<String>of())) {
      names.add(ImageReference.parseTagged(tag));
    }
    add(archive, document, entry.layers(), names, parentOf(entry, document));
  }

  private void loadIndex(ArchiveContents archive, Index index, @Nullable String name, int depth)
      throws IOException {
    if (depth > MAX_INDEX_DEPTH) {
      throw HavreException.invalid("invalid archive: indexes nested too deeply");
    }
    for (Descriptor descriptor : index.manifests()) {
      if (++manifests > MAX_MANIFESTS) {
        throw HavreException.invalid("invalid archive: too many manifests");
      }
      String own = nameOf(descriptor);
      String inherited = own == null ? name : own;
      if (MediaTypes.isIndex(descriptor.mediaType())) {
        Index inner = Json.read(blob(archive, descriptor), Index.class, "index");
        loadIndex(archive, inner, inherited, depth + 1);
      } else if (MediaTypes.isManifest(descriptor.mediaType()) && isWanted(archive, descriptor)) {
        loadManifest(archive, descriptor, inherited);
      }
    }
  }

  /// Archives of one platform of several have the others in their index all the same.
  private boolean isWanted(ArchiveContents archive, Descriptor descriptor) {
    Platform made = descriptor.platform();
    if (made == null) {
      return true;
    }
    if (platform != null) {
      return platform.accepts(made);
    }
    String path = path(descriptor.digest());
    boolean there = archive.contains(path);
    missing = there ? missing : path;
    return there;
  }

  private static @Nullable String nameOf(Descriptor descriptor) {
    String full = descriptor.annotation(OciLayout.CONTAINERD_IMAGE_NAME);
    return full != null ? full : descriptor.annotation(OciLayout.REF_NAME);
  }

  private void loadManifest(ArchiveContents archive, Descriptor descriptor, @Nullable String name)
      throws IOException {
    Manifest manifest = Json.read(blob(archive, descriptor), Manifest.class, "manifest");
    Platform made = descriptor.platform();
    if (!MediaTypes.isImageConfig(manifest.config().mediaType())
        || made != null && made.os().equals("unknown")) {
      return; // another artifact, such as an attestation
    }
    if (made != null
        && !Platform.host().accepts(made)
        && platform == null
        && !archive.contains(path(manifest.config().digest()))) {
      return; // the archive was saved without it
    }
    ImageDocument document = ImageDocument.parse(blob(archive, manifest.config()));
    if (descriptor.platform() == null
        && platform != null
        && !platform.accepts(document.platform())) {
      return;
    }
    List<String> paths = manifest.layers().stream().map(l -> path(l.digest())).toList();
    boolean optional =
        platform == null
            && descriptor.platform() != null
            && !Platform.host().accepts(document.platform());
    if (optional && !paths.stream().allMatch(archive::has)) {
      return; // the archive was saved without it
    }
    add(archive, document, paths, name == null ? List.of() : names(name), null);
  }

  /// A name of an index may be a tag alone, which names nothing.
  private static List<ImageReference> names(String text) {
    boolean full = text.indexOf('/') >= 0 || text.indexOf(':') >= 0;
    return full ? List.of(ImageReference.parseTagged(text)) : List.of();
  }

  private static byte[] blob(ArchiveContents archive, Descriptor descriptor) throws IOException {
    byte[] content = archive.document(path(descriptor.digest()));
    if (!Digest.sha256(content).equals(descriptor.digest())) {
      throw HavreException.invalid(
          "invalid archive: " + descriptor.digest() + " does not have its digest");
    }
    return content;
  }

  private static String path(Digest digest) {
    return OciLayout.BLOBS + "/" + digest.algorithm() + "/" + digest.hex();
  }

  private void add(
      ArchiveContents archive,
      ImageDocument document,
      List<String> paths,
      List<ImageReference> names,
      @Nullable Digest made)
      throws IOException {
    List<Digest> diffIds = document.diffIds();
    if (paths.size() != diffIds.size()) {
      throw HavreException.invalid(
          "invalid manifest, layers length mismatch: expected %d, got %d"
              .formatted(diffIds.size(), paths.size()));
    }
    Digest parent = null;
    for (int i = 0; i < diffIds.size(); i++) {
      archive.commit(paths.get(i), parent, diffIds.get(i));
      parent = ChainIds.of(parent, diffIds.get(i));
    }
    Image image = ledger.add(document, made, null);
    for (ImageReference name : names) {
      if (!named.add(name)) {
        ledger.tagBeside(image.id(), name);
        continue;
      }
      tellWhoseNameItWas(name, image);
      ledger.tag(image.id(), name);
      progress.stream("Loaded image: " + name.familiar() + "\n");
    }
    if (names.isEmpty()) {
      progress.stream("Loaded image ID: " + image.id() + "\n");
    }
    loaded.add(ledger.catalog().resolve(image.id().toString()));
  }

  private void tellWhoseNameItWas(ImageReference name, Image image) {
    Digest before = ledger.catalog().names().get(name);
    if (before != null && !before.equals(image.id())) {
      progress.stream(
          "The image %s already exists, renaming the old one with ID %s to empty string\n"
              .formatted(name.familiar(), before));
    }
  }
}
