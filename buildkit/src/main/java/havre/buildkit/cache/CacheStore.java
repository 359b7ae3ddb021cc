package havre.buildkit.cache;

import havre.images.ImageForm;
import havre.images.LayerRepository;
import havre.oci.image.Descriptor;
import havre.store.snapshots.Layer;
import java.io.IOException;
import java.io.InputStream;

/// A place that keeps blobs outside the engine. Thread-safe.
interface CacheStore {
  /// What has the place's name.
  record Top(String mediaType, byte[] bytes) {}

  Top top() throws IOException;

  /// A manifest that another one names.
  byte[] manifest(Descriptor descriptor) throws IOException;

  /// The whole of a small blob.
  byte[] read(Descriptor descriptor) throws IOException;

  InputStream open(Descriptor descriptor) throws IOException;

  /// Keeps a layer.
  Descriptor put(Layer layer, ImageForm form) throws IOException;

  /// Keeps a small blob.
  void put(byte[] content) throws IOException;

  /// Keeps a manifest under the place's name.
  void putTop(String mediaType, byte[] content) throws IOException;

  /// In a registry's repository.
  record InRegistry(LayerRepository repository) implements CacheStore {
    @Override
    public Top top() {
      var document = repository.manifest();
      return new Top(document.mediaType(), document.bytes());
    }

    @Override
    public byte[] manifest(Descriptor descriptor) {
      return repository.manifest(descriptor.digest());
    }

    @Override
    public byte[] read(Descriptor descriptor) throws IOException {
      return repository.read(descriptor);
    }

    @Override
    public InputStream open(Descriptor descriptor) throws IOException {
      return repository.open(descriptor);
    }

    @Override
    public Descriptor put(Layer layer, ImageForm form) throws IOException {
      return repository.push(layer, form);
    }

    @Override
    public void put(byte[] content) {
      repository.put(content);
    }

    @Override
    public void putTop(String mediaType, byte[] content) {
      repository.putManifest(mediaType, content);
    }
  }
}
