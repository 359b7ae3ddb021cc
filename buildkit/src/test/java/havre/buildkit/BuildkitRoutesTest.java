package havre.buildkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.build.Builder;
import havre.build.context.KeptContexts;
import havre.build.step.BuildCancellation;
import havre.build.step.CacheMounts;
import havre.build.step.LayerMaker;
import havre.build.step.StepRunner;
import havre.build.step.TemporaryFiles;
import havre.buildkit.cache.Caches;
import havre.buildkit.control.BuildPlatform;
import havre.buildkit.control.Builds;
import havre.buildkit.control.Control;
import havre.buildkit.dockerfile.DockerfileFrontend;
import havre.buildkit.export.Exports;
import havre.buildkit.gateway.LlbBridge;
import havre.buildkit.gateway.ReferenceFiles;
import havre.buildkit.session.Session;
import havre.buildkit.session.Sessions;
import havre.buildkit.solve.BuildJobs;
import havre.buildkit.wire.ProtoMessage;
import havre.buildkit.wire.ProtoWriter;
import havre.images.Images;
import havre.images.RegistryImages;
import havre.store.snapshots.LayerStore;
import havre.testkit.http.RawClient;
import havre.transport.grpc.GrpcCode;
import havre.transport.grpc.GrpcException;
import havre.transport.grpc.GrpcExchange;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BuildkitRoutesTest {
  private static final CacheMounts NO_MOUNTS =
      new CacheMounts() {
        @Override
        public Folder take(Request request, BuildCancellation cancellation) {
          throw new UnsupportedOperationException();
        }

        @Override
        public Pruned prune(Policy policy) {
          return Pruned.NOTHING;
        }

        @Override
        public List<Kept> all() {
          return List.of();
        }
      };

  private final Sessions sessions = new Sessions(Duration.ofSeconds(20));
  private GrpcWire wire;

  @BeforeEach
  void start() throws Exception {
    var worker =
        new Control.Worker(
            "w1",
            "v0.21.0",
            Map.of("a", "b"),
            List.of(
                new BuildPlatform("linux", "amd64", ""),
                new BuildPlatform("linux", "amd64", "v2")));
    var jobs = new BuildJobs(Duration.ofSeconds(20), Clock.systemUTC());
    var layers = new LayerMaker(unused(LayerStore.class));
    Images images = unused(Images.class);
    var builder =
        new Builder(
            new Builder.Parts(
                images,
                unused(LayerStore.class),
                unused(Builder.BaseImages.class),
                unused(StepRunner.class),
                NO_MOUNTS,
                new TemporaryFiles(Path.of("/nonexistent"), Path.of("/nonexistent")),
                Clock.systemUTC()));
    var kept = new KeptContexts(Path.of("/nonexistent"), Clock.systemUTC());
    var caches = new Caches(unused(RegistryImages.class), unused(LayerStore.class));
    var gateway =
        new LlbBridge(
            jobs,
            sessions,
            new DockerfileFrontend(builder, images, caches, Path.of("/nonexistent"), kept),
            new ReferenceFiles(layers));
    var control =
        new Control(
            worker,
            jobs,
            gateway,
            new Builds(
                jobs,
                gateway,
                new Exports(images, unused(RegistryImages.class), layers, sessions),
                caches,
                sessions),
            builder,
            kept);
    wire = new GrpcWire(new BuildkitRoutes(control, sessions));
  }

  /// What no test here may reach.
  private static <T> T unused(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, _) -> {
              throw new UnsupportedOperationException(method.toString());
            }));
  }

  @AfterEach
  void stop() throws Exception {
    wire.close();
  }

  private ProtoMessage call(String method) throws Exception {
    return call(method, new ProtoWriter());
  }

  private ProtoMessage call(String method, ProtoWriter request) throws Exception {
    return ProtoMessage.parse(
        wire.client().call("moby.buildkit.v1.Control/" + method, Map.of(), request.toBytes()));
  }

  private ProtoMessage gateway(String job, String method, ProtoWriter request) throws Exception {
    return ProtoMessage.parse(
        wire.client()
            .call(
                "moby.buildkit.v1.frontend.LLBBridge/" + method,
                Map.of("buildkit-controlapi-buildid", List.of(job)),
                request.toBytes()));
  }

  /// As buildx asks for the capabilities: a build that comes to nothing.
  @Test
  void letsAClientDriveABuild() throws Exception {
    var solved =
        CompletableFuture.supplyAsync(() -> {
          try {
            return call("Solve", new ProtoWriter().string(1, "b1").string(5, "s1"));
          } catch (Exception e) {
            throw new CompletionException(e);
          }
        });
    ProtoMessage pong = gateway("b1", "Ping", new ProtoWriter());
    assertThat(pong.messages(1))
        .extracting(capability -> capability.string(1))
        .contains("solve.base", "return", "readfile");
    assertThat(pong.message(3).string(1)).isEqualTo("w1");
    gateway("b1", "Warn", new ProtoWriter().string(1, "sha256:a").number(2, 1).string(3, "oh"));
    gateway("b1", "Return", new ProtoWriter().message(1, new ProtoWriter()));
    assertThat(solved.get().stringMap(1)).isEmpty();
    try (GrpcExchange status = wire.client().call("moby.buildkit.v1.Control/Status", Map.of())) {
      status.write(new ProtoWriter().string(1, "b1").toBytes());
      byte[] told = status.read();
      assertThat(told).isNotNull();
      assertThat(ProtoMessage.parse(told).message(4).string(3)).isEqualTo("oh");
      assertThat(status.read()).isNull();
    }
  }

  @Test
  void endsABuildWithTheFailureThatItsClientReturns() throws Exception {
    var solved =
        CompletableFuture.supplyAsync(() -> {
          try {
            return call("Solve", new ProtoWriter().string(1, "b2").string(5, "s1"));
          } catch (Exception e) {
            throw new CompletionException(e);
          }
        });
    gateway(
        "b2",
        "Return",
        new ProtoWriter().message(2, new ProtoWriter().number(1, 2).string(2, "no luck")));
    assertThatThrownBy(solved::get).hasRootCauseMessage("no luck");
  }

  @Test
  void refusesExportersAndFrontendsThatItDoesNotHave() {
    var exporter = new ProtoWriter().string(1, "nowhere");
    assertThatThrownBy(() -> call("Solve", new ProtoWriter().string(1, "b3").message(13, exporter)))
        .hasMessage("exporter \"nowhere\" could not be found");
    assertThatThrownBy(() -> call("Solve", new ProtoWriter().string(1, "b4").string(6, "mine.v1")))
        .hasMessage("unknown frontend: mine.v1");
    assertThatThrownBy(() -> gateway("", "Ping", new ProtoWriter()))
        .hasMessage("no buildid found in context");
  }

  @Test
  void tellsItsWorker() throws Exception {
    ProtoMessage worker = call("ListWorkers").message(1);
    assertThat(worker.string(1)).isEqualTo("w1");
    assertThat(worker.stringMap(2)).containsExactly(Map.entry("a", "b"));
    assertThat(worker.messages(3))
        .extracting(p -> p.string(2) + "/" + p.string(1) + "/" + p.string(3))
        .containsExactly("linux/amd64/", "linux/amd64/v2");
    assertThat(worker.message(5).string(2)).isEqualTo("v0.21.0");
    assertThat(call("Info").message(1).string(1)).isEqualTo("github.com/moby/buildkit");
  }

  @Test
  void tellsThatItIsWell() throws Exception {
    byte[] answer = wire.client().call("grpc.health.v1.Health/Check", Map.of(), new byte[0]);
    assertThat(ProtoMessage.parse(answer).number(1)).isEqualTo(1);
  }

  @Test
  void hasNoCacheAndNoHistory() throws Exception {
    assertThat(call("DiskUsage").messages(1)).isEmpty();
    for (String method : List.of("Prune", "ListenBuildHistory")) {
      try (GrpcExchange exchange =
          wire.client().call("moby.buildkit.v1.Control/" + method, Map.of())) {
        exchange.write(new ProtoWriter().bool(3, true).toBytes());
        assertThat(exchange.read()).isNull();
      }
    }
  }

  @Test
  void refusesWhatItDoesNotServe() {
    assertThatThrownBy(() -> call("Nothing"))
        .isInstanceOfSatisfying(
            GrpcException.class, e -> assertThat(e.code()).isEqualTo(GrpcCode.UNIMPLEMENTED))
        .hasMessage("unknown method Nothing for service moby.buildkit.v1.Control");
    assertThatThrownBy(() -> wire.client().call("a.B/C", Map.of(), new byte[0]))
        .hasMessage("unknown service a.B");
  }

  @Test
  void keepsASessionWhileItsConnectionIsOpen() throws Exception {
    try (var client = new RawClient(wire.socket())) {
      client.send(
          """
          POST /session HTTP/1.1\r
          Host: d\r
          Connection: Upgrade\r
          Upgrade: h2c\r
          X-Docker-Expose-Session-Uuid: s1\r
          X-Docker-Expose-Session-Sharedkey: key\r
          X-Docker-Expose-Session-Grpc-Method: /moby.filesync.v1.FileSync/DiffCopy\r
          X-Docker-Expose-Session-Grpc-Method: /moby.filesync.v1.Auth/Credentials\r
          \r
          """);
      assertThat(client.readTo("\r\n\r\n"))
          .startsWith("HTTP/1.1 101 ")
          .contains("Connection: Upgrade\r\n", "Upgrade: h2c\r\n");
      Session session = sessions.get("s1");
      assertThat(session.sharedKey()).isEqualTo("key");
      assertThat(session.supports("moby.filesync.v1.FileSync/diffcopy")).isTrue();
      assertThat(session.supports("moby.filesync.v1.Auth/Credentials")).isTrue();
      assertThatThrownBy(() -> session.call("moby.sshforward.v1.SSH/CheckAgent", new byte[0]))
          .hasMessage("method /moby.sshforward.v1.SSH/CheckAgent not supported by the client");
      assertThat(post("/session", "Upgrade: h2c\r\nX-Docker-Expose-Session-Uuid: s1\r\n"))
          .startsWith("HTTP/1.1 400 ")
          .contains("session s1 already exists");
    }
  }

  @Test
  void refusesOtherProtocols() throws Exception {
    assertThat(post("/session", ""))
        .startsWith("HTTP/1.1 400 ")
        .contains("no upgrade proto in request");
    assertThat(post("/session", "Upgrade: foo\r\n"))
        .startsWith("HTTP/1.1 400 ")
        .contains("protocol foo not supported");
    assertThat(post("/grpc", "")).startsWith("HTTP/1.1 500 ").contains("no upgrade proto");
  }

  private String post(String path, String headers) throws Exception {
    try (var client = new RawClient(wire.socket())) {
      client.send(
          "POST " + path + " HTTP/1.1\r\nHost: d\r\nConnection: close\r\n" + headers + "\r\n");
      return client.readAll();
    }
  }
}
