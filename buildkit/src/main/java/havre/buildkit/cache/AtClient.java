package havre.buildkit.cache;

import havre.buildkit.session.ClientContent;
import havre.buildkit.session.ClientContent.Written;
import havre.common.Digest;
import havre.common.HavreException;
import havre.images.ImageForm;
import havre.oci.image.Descriptor;
import havre.oci.image.MediaTypes;
import havre.oci.json.Json;
import havre.store.snapshots.Layer;
import havre.store.snapshots.LayerStore;
import java.io.IOException;
import java.io.InputStream;

/// A cache in a folder of the client's, which is an OCI layout. The client itself writes down what
/// the cache hangs on.
///
/// @param name digest of what the cache hangs on; empty where there is none yet
record AtClient(ClientContent content, LayerStore layers, String name) implements CacheStore {
  private static final int LARGEST_DOCUMENT = 64 << 20;

  @Override
  public Top top() throws IOException {
    if (name.isEmpty()) {
      throw HavreException.invalid("local cache importer requires digest");
    }
    byte[] bytes = read(Digest.parse(name));
    String type = Json.tree(bytes, "manifest").path("mediaType").asText("");
    boolean index = Json.tree(bytes, "manifest").has("manifests");
    return new Top(
        type.isEmpty() ? index ? MediaTypes.OCI_INDEX : MediaTypes.OCI_MANIFEST : type, bytes);
  }

  @Override
  public byte[] manifest(Descriptor descriptor) throws IOException {
    return read(descriptor.digest());
  }

  @Override
  public byte[] read(Descriptor descriptor) throws IOException {
    return read(descriptor.digest());
  }

  private byte[] read(Digest digest) throws IOException {
    try (InputStream in = content.open(digest)) {
      byte[] bytes = in.readNBytes(LARGEST_DOCUMENT);
      if (!Digest.sha256(bytes).equals(digest)) {
        throw HavreException.invalid("the content of " + digest + " is another's");
      }
      return bytes;
    }
  }

  /// What comes is checked by the layer's own digest.
  @Override
  public InputStream open(Descriptor descriptor) throws IOException {
    return content.open(descriptor.digest());
  }

  @Override
  public Descriptor put(Layer layer, ImageForm form) throws IOException {
    Written written =
        content.write(out ->
            form.compression().write(plain -> layers.writeArchive(layer.chainId(), plain), out));
    return Descriptor.of(form.layerType(), written.digest(), written.size());
  }

  @Override
  public void put(byte[] bytes) throws IOException {
    if (!content.has(Digest.sha256(bytes))) {
      content.write(out -> out.write(bytes));
    }
  }

  @Override
  public void putTop(String mediaType, byte[] bytes) throws IOException {
    put(bytes);
  }
}
