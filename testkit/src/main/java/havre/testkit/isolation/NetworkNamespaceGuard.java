package havre.testkit.isolation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Refuses privileged tests (`...IT`) in the machine's own network namespace, where they would
/// change its interfaces and its firewall. JUnit finds it by itself, in every module that has the
/// testkit.
///
/// The machine's namespace is that of the first process, or where that may not be looked at the one
/// in which `testkit/bin/java` was called, which says so in the environment. Where neither tells,
/// root is refused.
public final class NetworkNamespaceGuard implements BeforeAllCallback {
  private static final Path OWN = Path.of("/proc/self/ns/net");
  private static final Path FIRST = Path.of("/proc/1/ns/net");
  private static final String OUTSIDE = "HAVRE_NETWORK_NAMESPACE_OUTSIDE";

  private final Path own;
  private final Path first;
  private final @Nullable String outside;
  private final boolean root;

  /// For JUnit.
  public NetworkNamespaceGuard() {
    this(OWN, FIRST, System.getenv(OUTSIDE), isRoot());
  }

  /// @param own the link that names the namespace of this process
  /// @param first the link that names that of the first process
  /// @param outside the name of the namespace in which the JVM's launcher was called
  NetworkNamespaceGuard(Path own, Path first, @Nullable String outside, boolean root) {
    this.own = own;
    this.first = first;
    this.outside = outside;
    this.root = root;
  }

  private static boolean isRoot() {
    try {
      return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    Class<?> tests = context.getRequiredTestClass();
    if (tests.getSimpleName().endsWith("IT")) {
      requireOwnNamespace(tests.getName());
    }
  }

  /// @throws IllegalStateException when this process is in the machine's network namespace
  void requireOwnNamespace(String tests) {
    try {
      String mine = Files.readSymbolicLink(own).toString();
      Optional<String> machine = firstNamespace().or(() -> Optional.ofNullable(outside));
      if (machine.map(mine::equals).orElse(root)) {
        throw new IllegalStateException(
            tests
                + " would run in the machine's own network namespace. Privileged tests run in a"
                + " namespace of their own, which testkit/bin/java makes: mvn verify -Dit.test=NAME,"
                + " never -Dtest=NAME");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<String> firstNamespace() throws IOException {
    try {
      return Optional.of(Files.readSymbolicLink(first).toString());
    } catch (AccessDeniedException _) {
      return Optional.empty();
    }
  }
}
