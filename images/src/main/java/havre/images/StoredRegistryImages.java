package havre.images;

import havre.common.HavreException;
import havre.oci.image.Platform;
import havre.oci.reference.ImageReference;
import havre.registryclient.Credentials;
import havre.registryclient.Registries;
import havre.store.snapshots.LayerStore;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Pulls into the layer store, and pushes from it.
final class StoredRegistryImages implements RegistryImages {
  private final Registries registries;
  private final ImageLedger ledger;
  private final LayerStore layers;
  private final ImageEvents events;
  private final Path scratch;

  StoredRegistryImages(
      Registries registries,
      ImageLedger ledger,
      LayerStore layers,
      ImageEvents events,
      Path scratch) {
    this.registries = registries;
    this.ledger = ledger;
    this.layers = layers;
    this.events = events;
    this.scratch = scratch;
  }

  @Override
  public Image pull(
      ImageReference name, @Nullable Platform platform, Credentials credentials, Progress progress)
      throws IOException {
    ImageReference tagged = name.withDefaultTag();
    var pulled =
        new PullImage(
                registries.repository(tagged, credentials, "pull"),
                tagged,
                platform,
                ledger,
                layers,
                progress)
            .run();
    events.onImageEvent("pull", pulled.image().id(), tagged.familiar());
    return ledger.catalog().resolve(pulled.image().id().toString());
  }

  @Override
  public PushedImage push(ImageReference name, Credentials credentials, Progress progress)
      throws IOException {
    Image image =
        ledger
            .catalog()
            .find(name.toString())
            .orElseThrow(() ->
                HavreException.notFound(
                    "An image does not exist locally with the tag: " + name.familiarName()));
    progress.status(null, "The push refers to repository [" + name.name() + "]", 0, 0);
    PushImage.Pushed pushed =
        new PushImage(
                registries.repository(name, credentials, "pull,push"),
                name,
                layers,
                scratch,
                progress)
            .run(image);
    ledger.tag(image.id(), new ImageReference(name.domain(), name.path(), null, pushed.digest()));
    events.onImageEvent("push", image.id(), name.familiar());
    return new PushedImage(pushed.tag(), pushed.digest().toString(), pushed.size());
  }

  @Override
  public void login(String server, Credentials credentials) {
    registries.login(server, credentials);
  }
}
