package havre.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RouterTest {
  private final Router<String> router =
      new Router<String>()
          .add("GET", "/images/json", "list")
          .add("GET", "/images/{name:.*}/json", "inspect")
          .add("DELETE", "/images/{name:.*}", "remove")
          .add("POST", "/containers/{id}/start", "start")
          .add("GET", "/_ping", "ping");

  @Test
  void findsLiteralsFirst() {
    assertThat(router.find("GET", "/images/json")).isEqualTo(new Router.Found<>("list", Map.of()));
    assertThat(router.find("GET", "/_ping")).isEqualTo(new Router.Found<>("ping", Map.of()));
  }

  @Test
  void takesSlashesIntoNames() {
    assertThat(router.find("GET", "/images/quay.io/a/b:1/json"))
        .isEqualTo(new Router.Found<>("inspect", Map.of("name", "quay.io/a/b:1")));
    assertThat(router.find("GET", "/images/a/json/json"))
        .isEqualTo(new Router.Found<>("inspect", Map.of("name", "a/json")));
    assertThat(router.find("DELETE", "/images/a/b"))
        .isEqualTo(new Router.Found<>("remove", Map.of("name", "a/b")));
  }

  @Test
  void keepsOtherNamesToOneSegment() {
    assertThat(router.find("POST", "/containers/x/start"))
        .isEqualTo(new Router.Found<>("start", Map.of("id", "x")));
    assertThat(router.find("POST", "/containers/x/y/start")).isInstanceOf(Router.NotFound.class);
    assertThat(router.find("POST", "/containers//start")).isInstanceOf(Router.NotFound.class);
  }

  @Test
  void tellsAWrongMethodFromAnUnknownPath() {
    assertThat(router.find("PUT", "/_ping")).isInstanceOf(Router.WrongMethod.class);
    assertThat(router.find("GET", "/_ping/")).isInstanceOf(Router.NotFound.class);
    assertThat(router.find("GET", "/")).isInstanceOf(Router.NotFound.class);
  }
}
