package havre.registryclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.oci.image.MediaTypes;
import havre.oci.reference.ImageReference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which hosts a `hosts.toml` sends requests to, and how.
class HostsFileTest {
  private static final ImageReference NAME = ImageReference.parse("registry.example/team/app:1");
  private static final byte[] MANIFEST =
      ("{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.DOCKER_MANIFEST + "\"}")
          .getBytes(StandardCharsets.UTF_8);

  @TempDir private Path folder;

  private void file(String domain, String text) throws IOException {
    Files.writeString(Files.createDirectories(folder.resolve(domain)).resolve("hosts.toml"), text);
  }

  private List<Registries.PullSource> sources(Registries registries, ImageReference name) {
    return registries.pullSources(name, new Credentials("me", "secret", "", ""));
  }

  private static FakeRegistry serving() {
    return new FakeRegistry(exchange -> FakeRegistry.send(exchange, 200, MANIFEST));
  }

  @Test
  void asksMirrorsOfAnyRegistryInTheirOrder() throws Exception {
    try (FakeRegistry first = serving();
        FakeRegistry second = serving();
        FakeRegistry server = serving();
        var registries = new Registries(FakeRegistry.settings(folder))) {
      file(
          "registry.example",
          """
          server = "http://%s"
          [host."http://%s/prefix"]
            capabilities = ["pull"]
          [host."http://%s/whole/"]
            capabilities = ["pull", "resolve"]
            override_path = true
          [host."http://push.example"]
            capabilities = ["push"]
          """
              .formatted(server.host(), first.host(), second.host()));
      List<Registries.PullSource> sources = sources(registries, NAME);
      assertThat(sources)
          .extracting(Registries.PullSource::resolves)
          .containsExactly(false, true, true);
      for (Registries.PullSource source : sources) {
        assertThat(source.open().manifest("1").bytes()).isEqualTo(MANIFEST);
      }
      assertThat(first.requests())
          .containsExactly("GET /prefix/v2/team/app/manifests/1?ns=registry.example");
      assertThat(second.requests())
          .containsExactly("GET /whole/team/app/manifests/1?ns=registry.example");
      assertThat(server.requests()).containsExactly("GET /v2/team/app/manifests/1");
    }
  }

  @Test
  void sendsHeadersAndNoPasswordToMirrors() throws Exception {
    var seen = new ConcurrentLinkedQueue<String>();
    try (var mirror =
            new FakeRegistry(exchange -> {
              seen.add(
                  exchange.getRequestHeaders().get("X-Team")
                      + " "
                      + exchange.getRequestHeaders().getFirst("Authorization"));
              exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"r\"");
              FakeRegistry.send(exchange, 401, new byte[0]);
            });
        var registries = new Registries(FakeRegistry.settings(folder))) {
      file(
          "_default",
          """
          [host."http://%s"]
          [host."http://%s".header]
          X-Team = ["one", "two"]
          """
              .formatted(mirror.host(), mirror.host()));
      Repository repository = sources(registries, NAME).getFirst().open();
      assertThatThrownBy(() -> repository.manifest("1")).hasMessageContaining("no basic auth");
      assertThat(seen).containsExactly("[one, two] null");
    }
  }

  @Test
  void pushesWhereItMay() throws Exception {
    try (FakeRegistry target = serving();
        var registries = new Registries(FakeRegistry.settings(folder))) {
      file(
          "registry.example",
          """
          [host."http://%s"]
          capabilities = ["pull", "resolve", "push"]
          """
              .formatted(target.host()));
      Repository repository = registries.repository(NAME, Credentials.NONE, "pull,push");
      assertThat(repository.manifest("1").bytes()).isEqualTo(MANIFEST);
    }
  }

  @Test
  void leavesOtherRegistriesAlone() throws Exception {
    file("registry.example", "[host.\"http://mirror.example\"]\n");
    try (var registries = new Registries(FakeRegistry.settings(folder))) {
      assertThat(sources(registries, ImageReference.parse("other.example/app:1"))).hasSize(1);
      assertThat(sources(registries, NAME)).hasSize(2);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "server = 1                                  | \"server\" is no text",
        "server = 'ftp://x'                          | \"ftp://x\" is no address of a host",
        "capabilities = ['pull']                     | \"capabilities\" needs a \"server\"",
        "host = 'x'                                  | \"host\" is no table",
        "host.x.capabilities = ['fly']               | unknown capability \"fly\"",
        "host.x.skip_verify = 'yes'                  | \"skip_verify\" is neither true nor false",
        "host.x.mirror = true                        | unknown option \"mirror\"",
        "host.x.header.Host = 'y'                    | the header \"Host\" can't be set",
        "host.x.client = [['a','b','c']]             | \"client\" wants a file, or a certificate and its key",
        "server =                                    | line 1: Premature end of file",
        "server = 'x'; ca = 'y'                      | line 1: More data after value"
      })
  void tellsWhatIsWrongWithIt(String text, String reason) throws Exception {
    file("registry.example", text);
    assertThatThrownBy(() -> HostsFile.of(folder, "registry.example"))
        .hasMessageContaining(folder.resolve("registry.example/hosts.toml").toString())
        .hasMessageContaining(reason);
  }

  @Test
  void refusesWhatIsNestedWithoutEnd() throws Exception {
    file("registry.example", "a = " + "[".repeat(100_000));
    assertThatThrownBy(() -> HostsFile.of(folder, "registry.example"))
        .hasMessageContaining("hosts.toml: line 1: ");
  }

  @Test
  void findsItsFilesBesideIt() throws Exception {
    file(
        "registry.example",
        """
        [host."https://a.example"]
        ca = "ca.pem"
        client = [["c.pem", "/keys/k.pem"], "both.pem"]
        """);
    Path own = folder.resolve("registry.example");
    assertThat(HostsFile.of(folder, "registry.example").hosts().getFirst().tls())
        .isEqualTo(
            new Endpoint.Tls(
                true,
                List.of(own.resolve("ca.pem")),
                List.of(
                    new Endpoint.ClientFiles(own.resolve("c.pem"), Path.of("/keys/k.pem")),
                    new Endpoint.ClientFiles(own.resolve("both.pem"), own.resolve("both.pem")))));
  }
}
