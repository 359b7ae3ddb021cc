package havre.build;

import java.io.IOException;
import java.util.Optional;

/// Names in a Dockerfile that mean what the client says: they go before stages and images of the
/// same name.
@FunctionalInterface
public interface NamedContexts {
  /// No name means anything else.
  NamedContexts NONE = _ -> Optional.empty();

  /// What a name in `FROM` or `--from` stands for, if it stands for anything.
  Optional<Named> find(String name);

  /// An image that a name stands for.
  @FunctionalInterface
  interface Named {
    /// Its name or id; it is made now where it has to be.
    String image() throws IOException;
  }
}
