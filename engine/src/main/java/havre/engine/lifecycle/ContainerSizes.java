package havre.engine.lifecycle;

import havre.common.Digest;
import havre.engine.container.ContainerView;
import havre.store.snapshots.LayerStore;
import havre.store.snapshots.Snapshot;

/// Measures containers on disk.
final class ContainerSizes {
  private final LayerStore layers;

  ContainerSizes(LayerStore layers) {
    this.layers = layers;
  }

  ContainerView measured(ContainerView view) {
    Snapshot snapshot = layers.snapshot(view.id().value());
    long writable = layers.snapshotSize(view.id().value());
    Digest chain = snapshot.chainId();
    long below = chain == null ? 0 : layers.chainSize(chain);
    return view.withSize(new ContainerView.Size(writable, writable + below));
  }
}
