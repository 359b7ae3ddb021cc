package havre.network;

import static org.assertj.core.api.Assertions.assertThat;

import havre.network.NetworkLab.Container;
import havre.network.Networks.LiveEndpoint;
import havre.network.dns.DnsClient;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Containers find each other by name, at 127.0.0.11 in their own namespaces.
class NamesIT {
  private static final InetSocketAddress SERVER =
      new InetSocketAddress(InetAddress.ofLiteral("127.0.0.11"), 53);

  private static final String WHERE = "front";

  private NetworkLab lab;

  @BeforeEach
  void start() {
    lab = new NetworkLab(NetworkSettings.defaults());
    lab.network(NetworkSpec.of("front"));
    lab.network(NetworkSpec.of("back"));
  }

  @AfterEach
  void stop() {
    lab.close();
  }

  @Test
  void namesOfTheNetworkAreKnownAndNoOthers() {
    Container web =
        lab.container("front", EndpointRequest.of("w", "web").withNames("web", "www", "both"));
    Container api = lab.container("front", EndpointRequest.of("a", "api").withNames("api", "both"));
    Container other = lab.containerIn("back", "other");

    assertThat(ask(api, "web")).containsExactly(web.address());
    assertThat(ask(api, "www")).containsExactly(web.address());
    assertThat(ask(api, "web.front")).containsExactly(web.address());
    assertThat(ask(api, "both")).containsExactlyInAnyOrder(web.address(), api.address());
    assertThat(ask(other, "web")).isEmpty();
    assertThat(tcp(api, "web")).containsExactly(web.address());
    assertThat(pointer(api, web.address())).containsExactly("web.front");
  }

  @Test
  void theContainersOwnServerIsNotDisturbed() throws Exception {
    Container web = lab.containerIn("front", "web");
    try (DatagramSocket own =
        web.namespace().call(() -> new DatagramSocket(53, InetAddress.ofLiteral("0.0.0.0")))) {
      assertThat(own.isBound()).isTrue();
      assertThat(ask(web, "web")).containsExactly(web.address());
    }
  }

  @Test
  void namesComeAndGoWithContainers() {
    Container web = lab.containerIn("front", "web");
    Container api = lab.containerIn("back", "api");
    assertThat(ask(api, "web")).isEmpty();

    Endpoint second = lab.plug(web, "back", "eth1");
    assertThat(ask(api, "web")).containsExactly(second.ipv4Address().orElseThrow().address());

    lab.networks().rename(second.withNames("new", List.of("new")));
    assertThat(ask(api, "web")).isEmpty();
    assertThat(ask(api, "new")).hasSize(1);

    lab.host.run(() -> lab.networks().release(second));
    assertThat(ask(api, "new")).isEmpty();
  }

  @Test
  void linksAreKnownToOneContainerOnly() {
    Container web = lab.containerIn("front", "web");
    Container api = lab.containerIn("front", "api");
    var links = new NameLookup(Map.of(WHERE, Map.of("db", "id-of-web")), List.of());
    lab.host.run(() ->
        lab.networks().serveNames(List.of(api.endpoint()), links, api.namespace().threadId()));

    assertThat(ask(api, "db")).containsExactly(web.address());
    assertThat(ask(web, "db")).isEmpty();

    var byName = new NameLookup(Map.of(WHERE, Map.of("later", "cache")), List.of());
    lab.host.run(() ->
        lab.networks().serveNames(List.of(api.endpoint()), byName, api.namespace().threadId()));
    assertThat(ask(api, "later")).isEmpty();
    assertThat(ask(api, "later")).isEqualTo(ask(api, "cache"));
    Container cache = lab.containerIn("front", "cache");
    assertThat(ask(api, "later")).containsExactly(cache.address());
  }

  @Test
  void aLinkIsKnownInItsNetworkOnly() {
    Container web = lab.containerIn("front", "web");
    Container api = lab.containerIn("front", "api");
    lab.plug(web, "back", "eth1");
    Endpoint second = lab.plug(api, "back", "eth1");
    var links =
        new NameLookup(
            Map.of(WHERE, Map.of("here", "web"), "back", Map.of("there", "web")), List.of());
    lab.host.run(() ->
        lab.networks()
            .serveNames(List.of(api.endpoint(), second), links, api.namespace().threadId()));
    assertThat(ask(api, "here")).containsExactly(web.address());

    lab.host.run(() -> lab.networks().release(web.endpoint()));
    assertThat(ask(api, "here")).isEmpty();
    assertThat(ask(api, "there")).hasSize(1);
  }

  @Test
  void aNewEngineAnswersAgain() {
    Container web = lab.containerIn("front", "web");
    Networks networks = lab.restart(List.of(new LiveEndpoint(web.endpoint(), List.of())));
    lab.host.run(() ->
        networks.serveNames(List.of(web.endpoint()), NameLookup.NONE, web.namespace().threadId()));

    assertThat(ask(web, "web")).containsExactly(web.address());
  }

  private static List<String> ask(Container from, String name) {
    return from.namespace().call(() -> DnsClient.udp(SERVER, name, DnsClient.A).data());
  }

  private static List<String> tcp(Container from, String name) {
    return from.namespace().call(() -> DnsClient.tcp(SERVER, name, DnsClient.A).data());
  }

  private static List<String> pointer(Container from, String address) {
    List<String> digits = List.of(address.split("\\.")).reversed();
    String name = String.join(".", digits) + ".in-addr.arpa";
    return from.namespace().call(() -> DnsClient.udp(SERVER, name, DnsClient.PTR).data());
  }
}
