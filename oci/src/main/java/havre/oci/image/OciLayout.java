package havre.oci.image;

/// The marker file of an OCI image layout, and the names within one.
public record OciLayout(String imageLayoutVersion) {
  public static final String FILE = "oci-layout";
  public static final String INDEX_FILE = "index.json";
  public static final String BLOBS = "blobs";
  public static final String VERSION = "1.0.0";
  public static final String REF_NAME = "org.opencontainers.image.ref.name";
  public static final String CONTAINERD_IMAGE_NAME = "io.containerd.image.name";
}
