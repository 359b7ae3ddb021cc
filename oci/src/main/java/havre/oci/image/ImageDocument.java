package havre.oci.image;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import havre.common.Digest;
import havre.common.HavreException;
import havre.oci.json.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// An image's configuration: what it is made of and how to run it. The image's id is the digest of
/// its raw bytes, which are kept, so that fields unknown here keep their place.
public final class ImageDocument {
  /// The largest configuration accepted.
  public static final int MAX_SIZE = 8 * 1024 * 1024;

  private static final int MAX_LAYERS = 4096;

  private final Digest id;
  private final byte[] raw;
  private final Fields fields;

  private ImageDocument(Digest id, byte[] raw, Fields fields) {
    this.id = id;
    this.raw = raw;
    this.fields = fields;
  }

  /// The fields of the document.
  ///
  /// @param containerConfig of the container from which the image was committed; Docker's alone
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Fields(
      String architecture,
      @Nullable String variant,
      String os,
      @JsonProperty("os.version") @Nullable String osVersion,
      @JsonProperty("os.features") @Nullable List<String> osFeatures,
      @Nullable String created,
      @Nullable String author,
      @Nullable String comment,
      @Nullable String container,
      @JsonProperty("container_config") @Nullable ImageConfig containerConfig,
      @JsonProperty("docker_version") @Nullable String dockerVersion,
      ImageConfig config,
      RootFs rootfs,
      List<History> history,
      @Nullable Digest parent) {
    public Fields {
      architecture = Objects.requireNonNullElse(architecture, "");
      os = Objects.requireNonNullElse(os, "");
      config = config == null ? ImageConfig.empty() : config;
      rootfs = rootfs == null ? RootFs.of(List.of()) : rootfs;
      history = history == null ? List.of() : history.stream().filter(Objects::nonNull).toList();
    }
  }

  /// Reads a document.
  ///
  /// @throws HavreException of kind INVALID when it is malformed
  public static ImageDocument parse(byte[] raw) {
    if (raw.length > MAX_SIZE) {
      throw HavreException.invalid("invalid image config: larger than " + MAX_SIZE + " bytes");
    }
    Fields fields = Json.read(raw, Fields.class, "image config");
    if (fields.rootfs().diffIds().size() > MAX_LAYERS) {
      throw HavreException.invalid("invalid image config: more than " + MAX_LAYERS + " layers");
    }
    return new ImageDocument(Digest.sha256(raw), raw, fields);
  }

  /// A new document with these fields.
  public static ImageDocument of(Fields fields) {
    byte[] raw = Json.bytes(fields);
    return new ImageDocument(Digest.sha256(raw), raw, fields);
  }

  public Digest id() {
    return id;
  }

  /// The bytes whose digest is the id; not a copy, and not to be changed.
  public byte[] raw() {
    return raw;
  }

  public Fields fields() {
    return fields;
  }

  public ImageConfig config() {
    return fields.config();
  }

  public List<Digest> diffIds() {
    return fields.rootfs().diffIds();
  }

  /// The chain id of the uppermost layer, or null for an image without layers.
  public @Nullable Digest chainId() {
    List<Digest> chain = ChainIds.all(diffIds());
    return chain.isEmpty() ? null : chain.getLast();
  }

  public Platform platform() {
    return new Platform(
        fields.os(),
        fields.architecture(),
        fields.variant(),
        fields.osVersion(),
        fields.osFeatures());
  }

  /// When it was made; the epoch when it does not say.
  public Instant created() {
    return instant(fields.created());
  }

  /// Reads an RFC 3339 time leniently: what is absent or malformed is the epoch.
  public static Instant instant(@Nullable String text) {
    if (text == null) {
      return Instant.EPOCH;
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      return Instant.EPOCH;
    }
  }

  @Override
  public String toString() {
    return id.toString();
  }
}
