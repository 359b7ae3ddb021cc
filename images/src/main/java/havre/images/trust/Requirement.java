package havre.images.trust;

import java.util.List;

/// What a policy wants of an image.
sealed interface Requirement {
  /// Nothing.
  record Anything() implements Requirement {}

  /// That it were another one.
  record Rejected() implements Requirement {}

  /// A signature of one of these keys.
  record Signed(List<SigningKey> keys, SignedIdentity identity) implements Requirement {
    public Signed {
      keys = List.copyOf(keys);
    }
  }
}
