package havre.images;

import havre.common.Digest;
import havre.common.HavreException;
import havre.images.trust.SignaturePolicy;
import havre.oci.image.Descriptor;
import havre.oci.image.ImageDocument;
import havre.oci.image.Index;
import havre.oci.image.Manifest;
import havre.oci.image.MediaTypes;
import havre.oci.image.Platform;
import havre.oci.json.Json;
import havre.oci.reference.ImageReference;
import havre.registryclient.BlobStream;
import havre.registryclient.Credentials;
import havre.registryclient.FoundRepository;
import havre.registryclient.Registries;
import havre.registryclient.Repository;
import havre.store.snapshots.LayerStore;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Pulls into the layer store, and pushes from it.
final class StoredRegistryImages implements RegistryImages {
  private static final String PULL = "pull";
  private static final String PUSH = "push";

  private final Registries registries;
  private final SignaturePolicy policy;
  private final ImageLedger ledger;
  private final LayerStore layers;
  private final LayerBlobs blobs;
  private final Downloads downloads;
  private final ImageEvents events;

  StoredRegistryImages(
      Registries registries,
      SignaturePolicy policy,
      ImageLedger ledger,
      LayerStore layers,
      LayerBlobs blobs,
      Downloads downloads,
      ImageEvents events) {
    this.registries = registries;
    this.policy = policy;
    this.ledger = ledger;
    this.layers = layers;
    this.blobs = blobs;
    this.downloads = downloads;
    this.events = events;
  }

  @Override
  public Image pull(
      ImageReference name, @Nullable Platform platform, Credentials credentials, Progress progress)
      throws IOException {
    requirePullable(name);
    ImageReference tagged = name.withDefaultTag();
    Image image = pullOf(tagged, platform, credentials, progress).one(tagged);
    events.onRegistryEvent(PULL, tagged);
    return ledger.catalog().resolve(image.id().toString());
  }

  @Override
  public void pullAll(
      ImageReference repository,
      @Nullable Platform platform,
      Credentials credentials,
      Progress progress)
      throws IOException {
    requirePullable(repository);
    pullOf(repository, platform, credentials, progress).all(repository);
    events.onRegistryEvent(PULL, repository);
  }

  private static void requirePullable(ImageReference name) {
    if (name.familiarName().equals("scratch")) {
      throw new HavreException(havre.common.ErrorKind.FORBIDDEN, "'scratch' is a reserved name");
    }
  }

  private PullImage pullOf(
      ImageReference name,
      @Nullable Platform platform,
      Credentials credentials,
      Progress progress) {
    return new PullImage(
        registries.pullSources(name, credentials),
        policy,
        platform,
        ledger,
        layers,
        downloads,
        blobs,
        progress);
  }

  @Override
  public void push(
      ImageReference name,
      @Nullable Platform platform,
      Credentials credentials,
      Progress progress,
      Consumer<PushedImage> pushed)
      throws IOException {
    progress.status(null, "The push refers to repository [" + name.name() + "]", 0, 0);
    Catalog catalog = ledger.catalog();
    List<ImageReference> tags =
        catalog.names().keySet().stream()
            .filter(own -> own.sameRepository(name) && own.tag() != null)
            .sorted(Comparator.comparing(ImageReference::toString))
            .toList();
    if (tags.isEmpty()) {
      throw HavreException.notFound(
          "An image does not exist locally with the tag: " + name.familiarName());
    }
    if (name.tag() != null && !tags.contains(name)) {
      throw HavreException.notFound("tag does not exist: " + name.familiar());
    }
    List<ImageReference> wanted = name.tag() == null ? tags : List.of(name);
    for (ImageReference tag : wanted) {
      catalog.resolve(tag.familiar(), platform); // refuses what is for none
    }
    Repository repository = registries.repository(name, credentials, "pull,push");
    for (ImageReference tag : wanted) {
      List<Image> images =
          platform == null
              ? catalog.under(tag)
              : List.of(catalog.resolve(tag.toString(), platform));
      PushedImage stored =
          new PushImage(repository, tag, layers, blobs, ImageForm.PUSHED, progress).run(images);
      var byDigest =
          new ImageReference(tag.domain(), tag.path(), null, Digest.parse(stored.digest()));
      images.forEach(image -> ledger.tagBeside(image.id(), byDigest));
      pushed.accept(stored);
    }
    events.onRegistryEvent(PUSH, name);
  }

  @Override
  public Descriptor publish(
      Publication publication, ImageReference name, Credentials credentials, Progress progress)
      throws IOException {
    Repository repository = registries.repository(name, credentials, "pull,push");
    Descriptor stored =
        new PushImage(repository, name, layers, blobs, publication.form(), progress)
            .run(publication);
    var byDigest = new ImageReference(name.domain(), name.path(), null, stored.digest());
    publication.images().forEach(image -> ledger.tagBeside(image.id(), byDigest));
    events.onRegistryEvent(PUSH, name);
    return stored;
  }

  @Override
  public LayerRepository repository(ImageReference name, Credentials credentials, boolean write) {
    Repository repository = registries.repository(name, credentials, write ? "pull,push" : PULL);
    return new LayerRepository(repository, name, layers, blobs);
  }

  @Override
  public RemoteImage look(ImageReference name, Credentials credentials) throws IOException {
    ImageReference tagged = name.withDefaultTag();
    Repository repository = registries.repository(tagged, credentials, PULL);
    Digest digest = tagged.digest();
    Repository.Document found =
        repository.manifest(digest == null ? String.valueOf(tagged.tag()) : digest.toString());
    List<Platform> platforms =
        MediaTypes.isIndex(found.mediaType())
            ? Json.read(found.bytes(), Index.class, "index").manifests().stream()
                .map(Descriptor::platform)
                .filter(Objects::nonNull)
                .toList()
            : List.of(platformOf(repository, found));
    return new RemoteImage(
        Descriptor.of(found.mediaType(), found.digest(), found.bytes().length), platforms);
  }

  private static Platform platformOf(Repository repository, Repository.Document found)
      throws IOException {
    Descriptor config = Json.read(found.bytes(), Manifest.class, "manifest").config();
    if (config.size() > ImageDocument.MAX_SIZE) {
      throw HavreException.invalid("image config is too large: " + config.size());
    }
    try (BlobStream in = repository.blob(config.digest(), config.size())) {
      return ImageDocument.parse(in.readAllBytes()).platform();
    }
  }

  @Override
  public void check(@Nullable Function<String, Credentials> logins, Consumer<LayerCheck> told) {
    new CheckLayers(ledger.catalog(), layers, blobs, registries).run(logins, told);
  }

  @Override
  public void login(String server, Credentials credentials) {
    registries.login(server, credentials);
  }

  @Override
  public List<FoundRepository> search(String term, int limit, Credentials credentials) {
    return registries.search(term, limit, credentials);
  }
}
