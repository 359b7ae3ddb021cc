package havre.api.containers;

import static org.assertj.core.api.Assertions.assertThat;

import havre.api.ApiFixture;
import havre.engine.container.ContainerPort;
import havre.engine.container.ContainerSpec;
import havre.engine.container.HostOptions;
import havre.engine.container.HostPort;
import havre.engine.container.Resources;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class CreateTest {
  private ApiFixture api;

  @BeforeEach
  void start() throws Exception {
    api = new ApiFixture();
  }

  @AfterEach
  void stop() throws Exception {
    api.close();
  }

  @Test
  void translatesWhatIsAskedFor() throws Exception {
    ApiFixture.Answer answer =
        api.post(
            "/v1.45/containers/create?name=web&platform=linux/amd64",
            """
            {"Image":"busybox","Cmd":"ls","Entrypoint":["sh","-c"],"Env":["A=b"],"User":"1:2",
             "Tty":true,"OpenStdin":true,"AttachStdin":true,"ExposedPorts":{"80/tcp":{}},
             "Volumes":{"/v":{}},"Labels":{"l":"1"},"StopTimeout":3,"stopsignal":"INT",
             "Healthcheck":{"Test":["CMD","true"],"Interval":1000000000},
             "HostConfig":{"Binds":["/a:/b:ro"],"Memory":6291456,"NanoCpus":500000000,
               "PortBindings":{"80/tcp":[{"HostIp":"127.0.0.1","HostPort":"8080"}]},
               "RestartPolicy":{"Name":"on-failure","MaximumRetryCount":4},"AutoRemove":true,
               "CapDrop":["ALL"],"Tmpfs":{"/t":"size=1m"},"NetworkMode":"none","Init":true,
               "Ulimits":[{"Name":"nofile","Soft":1,"Hard":2}],"PidsLimit":7,
               "Mounts":[{"Type":"tmpfs","Target":"/m","TmpfsOptions":{"SizeBytes":9}}],
               "LogConfig":{"Type":"","Config":null},"ConsoleSize":[24,80],"Devices":null,
               "BlkioWeightDevice":[],"MemorySwappiness":null,"Isolation":""},
             "NetworkingConfig":{"EndpointsConfig":{"n":{"Aliases":["x"],
               "IPAMConfig":{"IPv4Address":"10.0.0.9"}}, "m":null}}}
            """);
    assertThat(answer.body())
        .isEqualTo("{\"Id\":\"%s\",\"Warnings\":[]}\n".formatted("ab".repeat(32)));
    assertThat(api.containers.created.name()).isEqualTo("web");
    assertThat(api.containers.created.platform()).isEqualTo("linux/amd64");
    ContainerSpec spec = api.containers.created.spec();
    assertThat(spec.config().cmd()).containsExactly("ls");
    assertThat(spec.config().stopSignal()).isEqualTo("INT");
    assertThat(spec.config().exposedPorts()).containsExactly(new ContainerPort(80, "tcp"));
    assertThat(spec.config().healthCheck().interval()).hasSeconds(1);
    HostOptions host = spec.host();
    assertThat(host.networking().portBindings())
        .containsEntry(new ContainerPort(80, "tcp"), List.of(new HostPort("127.0.0.1", "8080")));
    assertThat(host.resources().memory()).isEqualTo(6_291_456);
    assertThat(host.resources().pidsLimit()).isEqualTo(7);
    assertThat(host.restartPolicy()).isEqualTo(new HostOptions.RestartPolicy("on-failure", 4));
    assertThat(host.storage().mounts().getFirst().tmpfs().sizeBytes()).isEqualTo(9);
    assertThat(host.consoleSize()).containsExactly(24, 80);
    assertThat(spec.endpoints().get("n").ipv4Address()).isEqualTo("10.0.0.9");
    assertThat(spec.endpoints()).containsKey("m");
  }

  @Test
  void givesBackWhatItTook() throws Exception {
    api.post(
        "/containers/create",
        """
        {"Image":"busybox","Cmd":["a"],"HostConfig":{"CapAdd":["NET_ADMIN"],"ShmSize":5,
         "Mounts":[{"Type":"bind","Source":"/a","Target":"/b","ReadOnly":true}]}}
        """);
    var inspect = api.get("/containers/web/json").json();
    assertThat(inspect.at("/HostConfig/CapAdd/0").asText()).isEqualTo("NET_ADMIN");
    assertThat(inspect.at("/HostConfig/ShmSize").asInt()).isEqualTo(5);
    assertThat(inspect.at("/HostConfig/Mounts/0").toString())
        .isEqualTo("{\"Type\":\"bind\",\"Source\":\"/a\",\"Target\":\"/b\",\"ReadOnly\":true}");
    assertThat(inspect.at("/Created").asText()).isEqualTo("2026-01-02T03:04:05.123456789Z");
    assertThat(inspect.at("/State/FinishedAt").asText()).isEqualTo("0001-01-01T00:00:00Z");
  }

  @TestFactory
  Stream<DynamicTest> refusesWhatItCannotDo() {
    return Stream.of(
            List.of(
                "\"StorageOpt\":{\"size\":\"1G\"}",
                "--storage-opt is supported only for overlay over xfs with 'pquota' mount option"),
            List.of("\"StorageOpt\":{\"color\":\"1\"}", "Unknown option color"),
            List.of(
                "\"Isolation\":\"hyperv\"",
                "Invalid isolation: \"hyperv\" - linux only supports 'default'"),
            List.of(
                "\"Cgroup\":\"container:a\"", "HostConfig.Cgroup is not supported by this engine"))
        .map(option ->
            DynamicTest.dynamicTest(
                option.getFirst(),
                () -> {
                  ApiFixture.Answer answer =
                      api.post(
                          "/containers/create",
                          "{\"Image\":\"a\",\"HostConfig\":{" + option.getFirst() + "}}");
                  assertThat(answer.status()).isGreaterThanOrEqualTo(500);
                  assertThat(answer.message()).isEqualTo(option.getLast());
                  assertThat(api.containers.created).isNull();
                }));
  }

  @Test
  void readsLimitsOfDevicesAndRequests() throws Exception {
    api.post(
        "/containers/create",
        """
        {"Image":"a","HostConfig":{"BlkioDeviceReadBps":[{"Path":"/dev/sda","Rate":7}],
         "CpuRealtimeRuntime":5,"DeviceRequests":[{"Driver":"x","Count":-1,"Capabilities":[["gpu"]]}]}}
        """);
    var limits = Objects.requireNonNull(api.containers.created).spec().host().resources();
    assertThat(limits.blockLimits().readBytes())
        .containsExactly(new Resources.DeviceLimit("/dev/sda", 7));
    assertThat(limits.realtimeRuntime()).isEqualTo(5);
    assertThat(limits.deviceRequests().getFirst().capabilities())
        .isEqualTo(List.of(List.of("gpu")));
  }

  @Test
  void aConfigurationWithoutAContainerIsRefused() throws Exception {
    ApiFixture.Answer answer = api.post("/containers/create", "{\"HostConfig\":{}}");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.message()).isEqualTo("config cannot be empty in order to create a container");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {"HostConfig":{"Memory":"lots"},"Image":"a"} | string into Go struct field CreateRequest.HostConfig.Memory of type int64
          {"HostConfig":{"Memory":1.5},"Image":"a"} | number 1.5 into Go struct field CreateRequest.HostConfig.Memory of type int64
          {"image":5} | number into Go struct field ContainerConfig.Image of type string
          {"Env":{"A":"b"}} | object into Go struct field ContainerConfig.Env of type []string
          {"Labels":{"a":5}} | number into Go struct field ContainerConfig.Labels.a of type string
          {"Tty":"yes"} | string into Go struct field ContainerConfig.Tty of type bool
          {"Cmd":5} | number into Go struct field ContainerConfig.Cmd of type string
          [] | array into Go value of type CreateRequest
          """)
  void refusesWrongTypes(String body, String fault) throws Exception {
    ApiFixture.Answer answer = api.post("/containers/create", body);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.message()).isEqualTo("invalid JSON: json: cannot unmarshal " + fault);
  }
}
