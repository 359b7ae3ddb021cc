package havre.images;

import havre.common.Digest;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.oci.image.Platform;
import havre.oci.reference.ImageReference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// An unchanging picture of all images and names.
///
/// @param byId in no order
/// @param names which image each name has
/// @param variants which images names have for further platforms
record Catalog(
    Map<Digest, Image> byId,
    Map<ImageReference, Digest> names,
    Map<ImageReference, List<Digest>> variants) {
  private static final int ID_DIGITS = 64;
  private static final Comparator<Image> NEWEST_FIRST =
      Comparator.comparing((Image image) -> image.document().created()).reversed();

  Catalog {
    byId = Map.copyOf(byId);
    names = Map.copyOf(names);
    variants = Map.copyOf(variants);
  }

  List<Image> newestFirst() {
    return byId.values().stream().sorted(NEWEST_FIRST).toList();
  }

  /// Finds an image by name, by id, or by the first digits of its id, in Docker's order: a name
  /// wins over an id's first digits.
  Optional<Image> find(String nameOrId) {
    Optional<Image> whole = byFullId(nameOrId);
    if (whole.isPresent()) {
      return whole;
    }
    return byName(nameOrId).or(() -> byPrefix(nameOrId));
  }

  Image resolve(String nameOrId) {
    return find(nameOrId).orElseThrow(() -> missing(nameOrId));
  }

  /// The image for a platform among those that a name has.
  ///
  /// @param wished null for the one that the name alone means
  Image resolve(String nameOrId, @Nullable Platform wished) {
    Image image = resolve(nameOrId);
    for (Image each : meant(nameOrId)) {
      if (wished == null || wished.accepts(each.document().platform())) {
        return each;
      }
    }
    throw HavreException.notFound(
        "image with reference %s was found but its platform (%s) does not match the specified platform (%s)"
            .formatted(nameOrId, image.document().platform(), wished));
  }

  /// The images that a name has, the one that it alone means first; or the one of an id.
  List<Image> meant(String nameOrId) {
    Image image = resolve(nameOrId);
    return isIdOf(nameOrId, image)
        ? List.of(image)
        : image.references().stream()
            .filter(name -> isSame(name, ImageReference.parseTagged(nameOrId)))
            .findFirst()
            .map(this::under)
            .orElse(List.of(image));
  }

  /// Where a tag and a digest are asked for, the digest counts.
  private static boolean isSame(ImageReference name, ImageReference asked) {
    return name.equals(asked)
        || asked.digest() != null
            && name.tag() == null
            && name.sameRepository(asked)
            && asked.digest().equals(name.digest());
  }

  /// The images that a name has, the one that it alone means first.
  List<Image> under(ImageReference name) {
    Digest first = names.get(name);
    return first == null
        ? List.of()
        : Stream.concat(Stream.of(first), variants.getOrDefault(name, List.of()).stream())
            .distinct()
            .flatMap(id -> Stream.ofNullable(byId.get(id)))
            .toList();
  }

  /// The images that have a name with this one, it among them; those first that names alone mean.
  List<Image> sharingNamesWith(Image image) {
    List<Image> all =
        image.references().stream().flatMap(name -> under(name).stream()).distinct().toList();
    return all.isEmpty() ? List.of(image) : all;
  }

  /// Whether an image has names, but each of them means another one first.
  boolean isAside(Image image) {
    return !image.isDangling()
        && image.references().stream().noneMatch(name -> image.id().equals(names.get(name)));
  }

  /// Whether this text is an id's beginning rather than a name of the image.
  boolean isIdOf(String text, Image image) {
    String digits = text.startsWith("sha256:") ? text.substring("sha256:".length()) : text;
    return image.id().hex().startsWith(digits) && byName(text).isEmpty();
  }

  /// All tagged names of the repository that a text names without tag and digest, in order; none
  /// when it names something else.
  List<ImageReference> tagsOfRepository(String text) {
    if (byFullId(text).isPresent()) {
      return List.of();
    }
    ImageReference repository;
    try {
      repository = ImageReference.parse(text);
    } catch (HavreException e) {
      return List.of();
    }
    if (!repository.isNameOnly()) {
      return List.of();
    }
    return names.keySet().stream()
        .filter(name -> name.tag() != null && name.sameRepository(repository))
        .sorted(Comparator.comparing(ImageReference::toString))
        .toList();
  }

  List<Image> childrenOf(Digest id) {
    return byId.values().stream().filter(image -> id.equals(image.parent())).toList();
  }

  private Optional<Image> byFullId(String text) {
    String digits = text.startsWith("sha256:") ? text.substring("sha256:".length()) : text;
    if (digits.length() != ID_DIGITS || !isHex(digits)) {
      return Optional.empty();
    }
    return Optional.ofNullable(byId.get(new Digest("sha256", digits)));
  }

  private Optional<Image> byName(String text) {
    ImageReference name;
    try {
      name = ImageReference.parseTagged(text);
    } catch (HavreException e) {
      return Optional.empty();
    }
    Digest id = names.get(name);
    if (id == null && name.digest() != null) {
      id = names.get(new ImageReference(name.domain(), name.path(), null, name.digest()));
    }
    return id == null ? Optional.empty() : Optional.ofNullable(byId.get(id));
  }

  private Optional<Image> byPrefix(String text) {
    String digits = text.startsWith("sha256:") ? text.substring("sha256:".length()) : text;
    if (digits.isEmpty() || !isHex(digits)) {
      return Optional.empty();
    }
    var found = new ArrayList<Image>();
    for (Image image : byId.values()) {
      if (image.id().hex().startsWith(digits)) {
        found.add(image);
      }
    }
    if (found.size() > 1) {
      throw HavreException.invalid("multiple IDs found with provided prefix: " + text);
    }
    return found.stream().findFirst();
  }

  private static HavreException missing(String text) {
    String shown = text;
    if (!text.startsWith("sha256:")) {
      ImageReference name = ImageReference.parse(text); // a malformed name is told as such
      shown = name.withDefaultTag().familiar();
    }
    return new HavreException(ErrorKind.NOT_FOUND, "No such image: " + shown);
  }

  private static boolean isHex(String text) {
    return text.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f');
  }
}
