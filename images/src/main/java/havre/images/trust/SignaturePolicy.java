package havre.images.trust;

import havre.common.Digest;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.oci.reference.ImageReference;
import havre.registryclient.Repository;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Which images may be pulled, in the form of `policy.json` (containers-policy.json(5)), for the
/// transport `docker`.
///
/// @param scopes requirements by what they are for: an image, a repository, all below a path, a
///   host, `*.` and a domain, or empty for all
/// @param others what is wanted of all else
public record SignaturePolicy(Map<String, List<Requirement>> scopes, List<Requirement> others) {
  /// Anything may be pulled.
  public static final SignaturePolicy NONE =
      new SignaturePolicy(Map.of(), List.of(new Requirement.Anything()));

  public SignaturePolicy {
    scopes = Map.copyOf(scopes);
    others = List.copyOf(others);
  }

  /// Refuses an image that does not have what the policy wants of it.
  ///
  /// @param repository where its signatures are
  /// @param digest of its manifest, or of the index it is in
  /// @throws HavreException FORBIDDEN
  public void check(ImageReference name, Repository repository, Digest digest) {
    for (Requirement requirement : requirements(name)) {
      switch (requirement) {
        case Requirement.Anything() -> {}
        case Requirement.Rejected() ->
            throw rejected("Running image docker://" + name + " is rejected by policy.");
        case Requirement.Signed signed ->
            new CosignSignatures(repository, name).check(digest, signed);
      }
    }
  }

  static HavreException rejected(String reason) {
    return new HavreException(ErrorKind.FORBIDDEN, "Source image rejected: " + reason);
  }

  /// Those of the narrowest scope that the image is in.
  List<Requirement> requirements(ImageReference name) {
    for (String scope : scopesOf(name)) {
      List<Requirement> found = scopes.get(scope);
      if (found != null) {
        return found;
      }
    }
    return others;
  }

  private static List<String> scopesOf(ImageReference name) {
    var all = new ArrayList<String>();
    all.add(name.withDefaultTag().toString());
    String at = name.name();
    while (true) {
      all.add(at);
      int slash = at.lastIndexOf('/');
      if (slash < 0) {
        break;
      }
      at = at.substring(0, slash);
    }
    String host = name.domain();
    for (int dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
      all.add("*" + host.substring(dot));
    }
    all.add("");
    return all;
  }
}
