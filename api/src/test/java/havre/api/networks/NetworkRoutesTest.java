package havre.api.networks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import havre.api.ApiFixture;
import havre.api.ApiFixture.Answer;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkRoutesTest {
  private ApiFixture api;

  @BeforeEach
  void start() throws IOException {
    api = new ApiFixture();
  }

  @AfterEach
  void stop() throws IOException {
    api.close();
  }

  @Test
  void inspectTellsAddressesAndContainers() throws IOException {
    JsonNode bridge = api.get("/v1.45/networks/bridge").json();

    assertThat(bridge.toString())
        .isEqualTo(
            """
            {"Name":"bridge","Id":"%s","Created":"2026-01-02T03:04:05.678Z","Scope":"local",\
            "Driver":"bridge","EnableIPv6":false,"IPAM":{"Driver":"default","Options":null,\
            "Config":[{"Subnet":"172.17.0.0/16","Gateway":"172.17.0.1"}]},"Internal":false,\
            "Attachable":false,"Ingress":false,"ConfigFrom":{"Network":""},"ConfigOnly":false,\
            "Containers":{"%s":{"Name":"web","EndpointID":"%s","MacAddress":"02:42:ac:11:00:02",\
            "IPv4Address":"172.17.0.2/16","IPv6Address":""}},"Options":\
            {"com.docker.network.bridge.name":"havre0"},"Labels":{}}\
            """
                .formatted("d".repeat(64), "c".repeat(64), "e".repeat(64)));
  }

  @Test
  void listsTellNoContainers() throws IOException {
    JsonNode networks = api.get("/v1.51/networks").json();
    assertThat(api.get("/v1.51/networks/").json()).isEqualTo(networks);

    assertThat(networks.findValuesAsText("Name")).containsExactly("none", "host", "bridge");
    assertThat(networks.get(2).get("Containers")).isEmpty();
    assertThat(networks.get(2).get("EnableIPv4").booleanValue()).isTrue();
    assertThat(networks.get(0).get("IPAM").get("Config").isNull()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"name\":[\"brid\"]}|bridge",
        "{\"name\":[\"^b\"]}|bridge",
        "{\"id\":[\"aa\"]}|none",
        "{\"driver\":[\"bri\"]}|",
        "{\"driver\":[\"host\",\"null\"]}|none,host",
        "{\"type\":[\"builtin\"]}|none,host,bridge",
        "{\"type\":[\"custom\"]}|",
        "{\"dangling\":[\"true\"]}|",
        "{\"scope\":[\"global\"]}|",
        "{\"label\":[\"a\"]}|"
      })
  void filters(String filters, String names) throws IOException {
    List<String> expected = names == null ? List.of() : List.of(names.split(","));

    assertThat(list(filters).json().findValuesAsText("Name")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"foo\":[\"a\"]}|invalid filter 'foo'",
        "{\"type\":[\"x\"]}|invalid filter: 'type'='x'",
        "{\"dangling\":[\"x\"]}|invalid value for filter 'dangling', must be \"true\" (or \"1\"),"
            + " or \"false\" (or \"0\")"
      })
  void refusesOtherFilters(String filters, String message) throws IOException {
    assertThat(list(filters).status()).isEqualTo(400);
    assertThat(list(filters).message()).isEqualTo(message);
  }

  @Test
  void predefinedNetworksStay() throws IOException {
    Answer removal = api.call("DELETE", "/v1.45/networks/bridge", null);

    assertThat(removal.status()).isEqualTo(403);
    assertThat(removal.message())
        .isEqualTo("bridge is a pre-defined network and cannot be removed");
    assertThat(api.post("/v1.45/networks/prune").json().get("NetworksDeleted").isNull()).isTrue();
  }

  @Test
  void unknownNetworksAreNotFound() throws IOException {
    assertThat(api.get("/v1.45/networks/foo").status()).isEqualTo(404);
    assertThat(api.get("/v1.45/networks/foo").message()).isEqualTo("network foo not found");
    assertThat(api.get("/v1.45/networks/bridge?scope=swarm").status()).isEqualTo(404);
  }

  @Test
  void makesAndRemovesNetworks() throws IOException {
    Answer made =
        api.post(
            "/v1.45/networks/create",
            """
            {"Name":"mine","CheckDuplicate":true,"Labels":{"a":"b"},"Internal":true,
             "IPAM":{"Driver":"","Options":{},"Config":[{"Subnet":"10.1.0.0/24",
             "IPRange":"10.1.0.0/25","Gateway":"10.1.0.9","AuxiliaryAddresses":{"x":"10.1.0.3"}}]}}
            """);

    assertThat(made.status()).isEqualTo(201);
    assertThat(made.json().toString())
        .isEqualTo("{\"Id\":\"%s\",\"Warning\":\"\"}".formatted("f".repeat(64)));
    JsonNode mine = api.get("/v1.45/networks/mine").json();
    assertThat(mine.get("IPAM").toString())
        .isEqualTo(
            """
            {"Driver":"default","Options":{},"Config":[{"Subnet":"10.1.0.0/24",\
            "IPRange":"10.1.0.0/25","Gateway":"10.1.0.9","AuxiliaryAddresses":{"x":"10.1.0.3"}}]}\
            """);
    assertThat(mine.get("Internal").booleanValue()).isTrue();
    assertThat(list("{\"label\":[\"a=b\"]}").json().findValuesAsText("Name"))
        .containsExactly("mine");
    assertThat(list("{\"dangling\":[\"true\"]}").json().findValuesAsText("Name"))
        .containsExactly("mine");
    assertThat(api.call("DELETE", "/v1.45/networks/mine", null).status()).isEqualTo(204);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1.48|\"EnableIPv4\":false,\"EnableIPv6\":true|false|true",
        "1.46|\"EnableIPv4\":false,\"EnableIPv6\":true|true|true",
        "1.48|\"Options\":{\"com.docker.network.enable_ipv6\":\"true\"}|true|true",
        "1.48|\"EnableIPv6\":false,\"Options\":{\"com.docker.network.enable_ipv6\":\"1\"}|true|false"
      })
  void familiesAreAskedForInTwoWays(String version, String asked, boolean ipv4, boolean ipv6)
      throws IOException {
    api.post("/v" + version + "/networks/create", "{\"Name\":\"mine\"," + asked + "}");

    JsonNode mine = api.get("/v1.48/networks/mine").json();
    assertThat(mine.get("EnableIPv4").booleanValue()).isEqualTo(ipv4);
    assertThat(mine.get("EnableIPv6").booleanValue()).isEqualTo(ipv6);
  }

  @Test
  void aFamilyIsOnOrOff() throws IOException {
    Answer refused =
        api.post(
            "/v1.48/networks/create",
            "{\"Name\":\"mine\",\"Options\":{\"com.docker.network.enable_ipv6\":\"maybe\"}}");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.message())
        .isEqualTo("driver-opt \"com.docker.network.enable_ipv6\" is not a valid bool");
  }

  @Test
  void aSwarmsNetworksAreRefused() throws IOException {
    assertThat(
            api.post("/v1.45/networks/create", "{\"Name\":\"o\",\"Driver\":\"overlay\"}").status())
        .isEqualTo(403);
    assertThat(api.post("/v1.45/networks/create", "{\"Name\":\"o\",\"Scope\":\"swarm\"}").message())
        .isEqualTo("cannot create a swarm scoped network when swarm is not active");
    assertThat(api.post("/v1.45/networks/create", "{\"Name\":\"o\",\"Ingress\":true}").message())
        .isEqualTo("Ingress network can only be global scope network");
  }

  @Test
  void oldClientsCreateContainersInOneNetworkOnly() throws IOException {
    String body =
        "{\"Image\":\"i\",\"NetworkingConfig\":{\"EndpointsConfig\":{\"a\":{},\"b\":{}}}}";

    assertThat(api.post("/v1.43/containers/create", body).message())
        .isEqualTo("Container cannot be created with multiple network endpoints: a, b");
    assertThat(api.post("/v1.44/containers/create", body).status()).isEqualTo(201);
  }

  @Test
  void connectsAndDisconnects() throws IOException {
    String body =
        "{\"Container\":\"web\",\"EndpointConfig\":{\"Aliases\":[\"x\"],\"IPAMConfig\":"
            + "{\"IPv4Address\":\"10.1.0.7\"}}}";
    assertThat(api.post("/v1.45/networks/net/connect", body).status()).isEqualTo(200);
    assertThat(
            api.post("/v1.45/networks/net/disconnect", "{\"Container\":\"web\",\"Force\":true}")
                .status())
        .isEqualTo(200);

    assertThat(api.networks.calls())
        .containsExactly("connect net web 10.1.0.7 [x]", "disconnect net web true");
  }

  private Answer list(String filters) throws IOException {
    return api.get("/v1.45/networks?filters=" + URLEncoder.encode(filters, StandardCharsets.UTF_8));
  }
}
