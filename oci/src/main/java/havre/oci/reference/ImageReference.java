package havre.oci.reference;

import havre.common.Digest;
import havre.common.HavreException;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The full name of an image: `domain/path[:tag][@digest]`, in the normal form in which `busybox`
/// is `docker.io/library/busybox`. Grammar, normalisation and error texts are those of Docker's
/// reference library.
public record ImageReference(
    String domain, String path, @Nullable String tag, @Nullable Digest digest) {
  public static final String DEFAULT_DOMAIN = "docker.io";
  public static final String DEFAULT_TAG = "latest";

  private static final String LEGACY_DOMAIN = "index.docker.io";
  private static final String OFFICIAL = "library/";
  private static final int MAX_NAME = 255;
  private static final Pattern HEX_ID = Pattern.compile("[0-9a-f]{64}");

  /// Reads a name as people write it and brings it into normal form. No tag is added.
  ///
  /// @throws HavreException of kind INVALID
  public static ImageReference parse(String text) {
    if (HEX_ID.matcher(text).matches()) {
      throw HavreException.invalid(
          "invalid repository name (" + text + "), cannot specify 64-byte hexadecimal strings");
    }
    int slash = text.indexOf('/');
    String domain;
    String rest;
    if (slash < 0 || !isDomain(text.substring(0, slash))) {
      domain = DEFAULT_DOMAIN;
      rest = text;
    } else {
      domain = text.substring(0, slash);
      rest = text.substring(slash + 1);
    }
    if (domain.equals(LEGACY_DOMAIN)) {
      domain = DEFAULT_DOMAIN;
    }
    if (domain.equals(DEFAULT_DOMAIN) && rest.indexOf('/') < 0) {
      rest = OFFICIAL + rest;
    }
    int colon = rest.indexOf(':');
    String remoteName = colon < 0 ? rest : rest.substring(0, colon);
    if (!remoteName.toLowerCase(Locale.ROOT).equals(remoteName)) {
      throw HavreException.invalid(
          "invalid reference format: repository name (" + remoteName + ") must be lowercase");
    }
    return split(domain, rest);
  }

  /// As [#parse], with the tag `latest` when the text has neither tag nor digest.
  public static ImageReference parseTagged(String text) {
    return parse(text).withDefaultTag();
  }

  private static ImageReference split(String domain, String rest) {
    String path = rest;
    Digest digest = null;
    String tag = null;
    int at = path.indexOf('@');
    if (at >= 0) {
      String text = path.substring(at + 1);
      if (!ReferenceGrammar.isDigest(text)) {
        throw malformed();
      }
      path = path.substring(0, at);
      digest = Digest.parse(text);
    }
    int colon = path.indexOf(':');
    if (colon >= 0) {
      tag = path.substring(colon + 1);
      path = path.substring(0, colon);
      if (!ReferenceGrammar.isTag(tag)) {
        throw malformed();
      }
    }
    if (!ReferenceGrammar.isDomain(domain) || !ReferenceGrammar.isPath(path)) {
      throw malformed();
    }
    if (domain.length() + 1 + path.length() > MAX_NAME) {
      throw HavreException.invalid("repository name must not be more than 255 characters");
    }
    return new ImageReference(domain, path, tag, digest);
  }

  /// `domain/path`.
  public String name() {
    return domain + "/" + path;
  }

  /// The name without the parts that everybody leaves out: `busybox`, `me/app`, `host:5000/app`.
  public String familiarName() {
    if (!domain.equals(DEFAULT_DOMAIN)) {
      return name();
    }
    if (path.startsWith(OFFICIAL) && path.indexOf('/', OFFICIAL.length()) < 0) {
      return path.substring(OFFICIAL.length());
    }
    return path;
  }

  /// [#familiarName] with tag and digest.
  public String familiar() {
    return familiarName() + suffix();
  }

  public ImageReference withDefaultTag() {
    return tag == null && digest == null ? withTag(DEFAULT_TAG) : this;
  }

  public ImageReference withTag(String tag) {
    if (!ReferenceGrammar.isTag(tag)) {
      throw HavreException.invalid("invalid tag format");
    }
    return new ImageReference(domain, path, tag, digest);
  }

  public ImageReference withDigest(Digest digest) {
    return new ImageReference(domain, path, tag, digest);
  }

  public ImageReference withoutDigest() {
    return new ImageReference(domain, path, tag, null);
  }

  /// Whether it names a repository alone.
  public boolean isNameOnly() {
    return tag == null && digest == null;
  }

  public boolean sameRepository(ImageReference other) {
    return domain.equals(other.domain) && path.equals(other.path);
  }

  @Override
  public String toString() {
    return name() + suffix();
  }

  private String suffix() {
    return Objects.toString(tag == null ? null : ":" + tag, "")
        + Objects.toString(digest == null ? null : "@" + digest, "");
  }

  private static boolean isDomain(String first) {
    return first.indexOf('.') >= 0
        || first.indexOf(':') >= 0
        || first.equals("localhost")
        || !first.toLowerCase(Locale.ROOT).equals(first);
  }

  private static HavreException malformed() {
    return HavreException.invalid("invalid reference format");
  }
}
