package havre.registryclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.common.Digest;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.oci.image.MediaTypes;
import havre.oci.reference.ImageReference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// How registries are asked, and what comes of their refusals.
class RegistriesTest {
  private static final byte[] MANIFEST =
      ("{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.DOCKER_MANIFEST + "\"}")
          .getBytes(StandardCharsets.UTF_8);

  private final Registries registries = new Registries(FakeRegistry.settings());

  @AfterEach
  void close() {
    registries.close();
  }

  private Repository repository(FakeRegistry registry, Credentials credentials) {
    return registries.repository(registry.name("app"), credentials, "pull");
  }

  private static Credentials user(String password) {
    return new Credentials("me", password, "", "");
  }

  @Test
  void answersTheChallengeForAToken() {
    try (var registry = new FakeRegistry(RegistriesTest::withToken)) {
      Repository repository = repository(registry, user("secret"));
      assertThat(repository.manifest("1").mediaType()).isEqualTo(MediaTypes.DOCKER_MANIFEST);
      assertThat(repository.manifest("2").bytes()).isEqualTo(MANIFEST);
      assertThat(registry.requests())
          .containsExactly(
              "GET /v2/app/manifests/1",
              "GET /token?service=s&scope=repository%3Aapp%3Apull&account=me",
              "GET /v2/app/manifests/1",
              "GET /v2/app/manifests/2");
    }
  }

  @Test
  void tellsOfAWrongPassword() {
    try (var registry = new FakeRegistry(RegistriesTest::withToken)) {
      assertThatThrownBy(() -> repository(registry, user("wrong")).manifest("1"))
          .hasMessage("unauthorized: incorrect username or password");
    }
  }

  private static void withToken(com.sun.net.httpserver.HttpExchange exchange) throws IOException {
    String authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    if (exchange.getRequestURI().getPath().equals("/token")) {
      boolean known = authorization.equals(user("secret").basic());
      byte[] token = "{\"token\":\"t1\"}".getBytes(StandardCharsets.UTF_8);
      FakeRegistry.send(exchange, known ? 200 : 401, token);
    } else if (authorization.equals("Bearer t1")) {
      FakeRegistry.send(exchange, 200, MANIFEST);
    } else {
      String realm = "http://" + exchange.getRequestHeaders().getFirst("Host") + "/token";
      exchange
          .getResponseHeaders()
          .add("WWW-Authenticate", "Bearer realm=\"" + realm + "\",service=\"s\"");
      FakeRegistry.send(exchange, 401, new byte[0]);
    }
  }

  @Test
  void tellsThatAPasswordIsMissing() {
    try (var registry =
        new FakeRegistry(exchange -> {
          exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"r\"");
          FakeRegistry.send(exchange, 401, new byte[0]);
        })) {
      assertThatThrownBy(() -> repository(registry, Credentials.NONE).manifest("1"))
          .hasMessage(
              "Head \"http://%s/v2/app/manifests/1\": no basic auth credentials"
                  .formatted(registry.host()));
      assertThatThrownBy(() -> repository(registry, user("wrong")).manifest("1"))
          .hasMessage("unauthorized: authentication required");
    }
  }

  @Test
  void comesBackWhenItIsToldTo() {
    var asked = new AtomicInteger();
    try (var registry =
        new FakeRegistry(exchange -> {
          exchange.getResponseHeaders().add("Retry-After", "0");
          FakeRegistry.send(exchange, asked.incrementAndGet() < 3 ? 429 : 200, MANIFEST);
        })) {
      assertThat(repository(registry, Credentials.NONE).manifest("1").bytes()).isEqualTo(MANIFEST);
      assertThat(asked).hasValue(3);
    }
  }

  @Test
  void tellsWhatIsLeftOfTheQuota() {
    byte[] error =
        "{\"errors\":[{\"code\":\"TOOMANYREQUESTS\",\"message\":\"slow down\"}]}"
            .getBytes(StandardCharsets.UTF_8);
    try (var registry =
        new FakeRegistry(exchange -> {
          exchange.getResponseHeaders().add("Retry-After", "0");
          exchange.getResponseHeaders().add("RateLimit-Remaining", "0;w=21600");
          FakeRegistry.send(exchange, 429, error);
        })) {
      assertThatThrownBy(() -> repository(registry, Credentials.NONE).manifest("1"))
          .hasMessage("toomanyrequests: slow down (remaining: 0)")
          .extracting(e -> ((HavreException) e).kind())
          .isEqualTo(ErrorKind.TOO_MANY_REQUESTS);
    }
  }

  @Test
  void followsNoEndlessRedirect() {
    try (var registry =
        new FakeRegistry(exchange -> {
          exchange.getResponseHeaders().add("Location", exchange.getRequestURI() + "x");
          FakeRegistry.send(exchange, 307, new byte[0]);
        })) {
      assertThatThrownBy(() -> repository(registry, Credentials.NONE).manifest("1"))
          .hasMessageContaining("stopped after 10 redirects");
      assertThat(registry.requests()).hasSize(11);
    }
  }

  @Test
  void keepsItsPasswordFromOtherHosts() {
    var seen = new java.util.concurrent.ConcurrentLinkedQueue<String>();
    try (var other =
            new FakeRegistry(exchange -> {
              seen.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
              FakeRegistry.send(exchange, 200, MANIFEST);
            });
        var registry =
            new FakeRegistry(exchange -> {
              exchange
                  .getResponseHeaders()
                  .add("Location", "http://" + other.host() + "/elsewhere");
              FakeRegistry.send(exchange, 307, new byte[0]);
            })) {
      var token = new Credentials("", "", "", "secret");
      assertThat(repository(registry, token).manifest("1").bytes()).isEqualTo(MANIFEST);
      assertThat(seen).containsExactly("null");
    }
  }

  @Test
  void refusesAnEndlessManifest() {
    try (var registry =
        new FakeRegistry(exchange -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] some = new byte[1 << 16];
          for (int i = 0; i < 1000; i++) {
            exchange.getResponseBody().write(some);
          }
        })) {
      assertThatThrownBy(() -> repository(registry, Credentials.NONE).manifest("1"))
          .hasMessageContaining("larger than");
    }
  }

  @Test
  void refusesAManifestOfAnotherDigest() {
    try (var registry = new FakeRegistry(exchange -> FakeRegistry.send(exchange, 200, MANIFEST))) {
      String digest = Digest.sha256(new byte[] {1}).toString();
      assertThatThrownBy(() -> repository(registry, Credentials.NONE).manifest(digest))
          .hasMessage("manifest verification failed for digest " + digest);
    }
  }

  @Test
  void readsTagsPageByPage() {
    try (var registry =
        new FakeRegistry(exchange -> {
          boolean first = exchange.getRequestURI().getQuery() == null;
          if (first) {
            exchange
                .getResponseHeaders()
                .add("Link", "</v2/app/tags/list?last=b&n=2>; rel=\"next\"");
          }
          String tags = first ? "\"a\",\"b\"" : "\"c\"";
          FakeRegistry.send(
              exchange, 200, ("{\"tags\":[" + tags + "]}").getBytes(StandardCharsets.UTF_8));
        })) {
      assertThat(repository(registry, Credentials.NONE).tags()).containsExactly("a", "b", "c");
    }
  }

  private static byte[] referrers(String type) {
    return """
    {"schemaVersion":2,"mediaType":"%s","manifests":[{"mediaType":"%s","digest":"%s","size":7,
    "artifactType":"%s","annotations":{"a":"b"}}]}
    """
        .formatted(MediaTypes.OCI_INDEX, MediaTypes.OCI_MANIFEST, Digest.sha256(MANIFEST), type)
        .getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void findsWhatRefersToAManifest() {
    Digest subject = Digest.sha256(MANIFEST);
    try (var registry =
        new FakeRegistry(exchange -> {
          boolean first = exchange.getRequestURI().getQuery() == null;
          exchange.getResponseHeaders().add("Content-Type", MediaTypes.OCI_INDEX);
          if (first) {
            exchange
                .getResponseHeaders()
                .add("Link", "<" + exchange.getRequestURI() + "?next=1>; rel=\"next\"");
          }
          FakeRegistry.send(exchange, 200, referrers(first ? "t/one" : "t/two"));
        })) {
      List<Referrer> found = repository(registry, Credentials.NONE).referrers(subject);
      assertThat(found).extracting(Referrer::artifactType).containsExactly("t/one", "t/two");
      assertThat(found.getFirst().descriptor().annotation("a")).isEqualTo("b");
    }
  }

  @Test
  void findsThemByTagWhereTheRegistryKnowsNone() {
    Digest subject = Digest.sha256(MANIFEST);
    String tag = "/v2/app/manifests/sha256-" + subject.hex();
    try (var registry =
        new FakeRegistry(exchange -> {
          boolean tagged = exchange.getRequestURI().getPath().equals(tag);
          FakeRegistry.send(exchange, tagged ? 200 : 404, tagged ? referrers("t/x") : new byte[0]);
        })) {
      assertThat(repository(registry, Credentials.NONE).referrers(subject))
          .extracting(Referrer::artifactType)
          .containsExactly("t/x");
      assertThat(repository(registry, Credentials.NONE).referrers(Digest.sha256(new byte[0])))
          .isEmpty();
    }
  }

  @Test
  void takesNoDigestThatIsNone() {
    assertThatThrownBy(() -> ImageReference.parse("host.example/app@sha256:../../etc/passwd"))
        .hasMessage("invalid reference format");
    assertThatThrownBy(() -> ImageReference.parse("host.example/../../v2/app:1"))
        .hasMessage("invalid reference format");
    assertThatThrownBy(() -> ImageReference.parse("host.example/app:../x"))
        .hasMessage("invalid reference format");
  }

  @Test
  void asksMirrorsBeforeTheHub() {
    try (var mirror = new FakeRegistry(exchange -> FakeRegistry.send(exchange, 200, MANIFEST));
        var mirrored = new Registries(FakeRegistry.settings("http://" + mirror.host()))) {
      ImageReference name = ImageReference.parse("busybox:1");
      List<Registries.PullSource> sources = mirrored.pullSources(name, user("secret"));
      assertThat(sources).hasSize(2);
      assertThat(sources.getFirst().open().manifest("1").bytes()).isEqualTo(MANIFEST);
      assertThat(mirror.requests()).containsExactly("GET /v2/library/busybox/manifests/1");
      assertThat(mirrored.pullSources(mirror.name("app"), Credentials.NONE)).hasSize(1);
    }
    assertThatThrownBy(() -> new Registries(FakeRegistry.settings("ftp://x")))
        .hasMessageContaining("invalid mirror");
  }

  @Test
  void searchesTheIndexOfAHost() {
    byte[] found =
        "{\"results\":[{\"name\":\"team/app\",\"star_count\":3,\"is_official\":true}]}"
            .getBytes(StandardCharsets.UTF_8);
    try (var registry = new FakeRegistry(exchange -> FakeRegistry.send(exchange, 200, found))) {
      assertThat(registries.search(registry.host() + "/app x", 7, Credentials.NONE))
          .containsExactly(new FoundRepository("team/app", "", 3, true, false));
      assertThat(registry.requests()).containsExactly("GET /v1/search?q=app+x&n=7");
    }
  }

  @Test
  void tellsThatNobodyListens() {
    String host;
    try (var registry = new FakeRegistry(exchange -> FakeRegistry.send(exchange, 200, MANIFEST))) {
      host = registry.host();
    }
    assertThatThrownBy(() -> registries.login(host, user("secret")))
        .hasMessage(
            "Get \"http://%s/v2/\": dial tcp %s: connect: connection refused"
                .formatted(host, host));
  }
}
