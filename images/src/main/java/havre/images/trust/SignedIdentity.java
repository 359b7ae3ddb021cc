package havre.images.trust;

import havre.oci.reference.ImageReference;

/// Which image a signature must be about: the `signedIdentity` of a policy.
sealed interface SignedIdentity {
  /// @param asked the image that is pulled
  /// @param signed what the signature names
  boolean accepts(ImageReference asked, ImageReference signed);

  /// The same name with the same tag; where a digest is asked for, the same repository.
  record RepositoryForDigestOrExact() implements SignedIdentity {
    @Override
    public boolean accepts(ImageReference asked, ImageReference signed) {
      return asked.digest() != null
          ? signed.sameRepository(asked)
          : signed.equals(asked.withDefaultTag());
    }
  }

  /// The same name with the same tag or digest.
  record Exact() implements SignedIdentity {
    @Override
    public boolean accepts(ImageReference asked, ImageReference signed) {
      return signed.equals(asked);
    }
  }

  /// Any image of the same repository.
  record SameRepository() implements SignedIdentity {
    @Override
    public boolean accepts(ImageReference asked, ImageReference signed) {
      return signed.sameRepository(asked);
    }
  }

  /// Any image of one repository, whatever the name under which it is pulled.
  record OneRepository(ImageReference repository) implements SignedIdentity {
    @Override
    public boolean accepts(ImageReference asked, ImageReference signed) {
      return signed.sameRepository(repository);
    }
  }
}
