package havre.build;

import havre.registryclient.Credentials;

/// What a build's client says to registries that ask who it is.
@FunctionalInterface
public interface Logins {
  /// Of a client that says nothing.
  Logins NONE = _ -> Credentials.NONE;

  /// @param domain of the registry, `docker.io` for Docker's own
  Credentials at(String domain);
}
