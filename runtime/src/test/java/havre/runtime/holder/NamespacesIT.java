package havre.runtime.holder;

import static org.assertj.core.api.Assertions.assertThat;

import havre.linux.netlink.NetlinkFlags;
import havre.linux.process.Signals;
import havre.runtime.Launch;
import havre.runtime.Namespace;
import havre.runtime.Namespaces;
import havre.runtime.RunningContainer;
import havre.runtime.SandboxNetwork;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NamespacesIT {
  private static final String LINKS =
      "for n in net uts ipc pid; do readlink /proc/self/ns/$n; done";

  private final ContainerFixture fixture = new ContainerFixture();

  @AfterEach
  void close() throws IOException {
    fixture.close();
  }

  @Test
  void hasAllOfItsOwn() throws IOException {
    String[] links = fixture.run(LINKS).out().split("\n");
    for (String link : links) {
      String name = link.substring(0, link.indexOf(':'));
      assertThat(link).isNotEqualTo(ownNamespace(name));
    }
  }

  @Test
  void takesTheHosts() throws IOException {
    var host = Namespace.HOST;
    var launch =
        fixture
            .launch(fixture.process("sh", "-c", LINKS + "; ls /dev/shm > /dev/null").build())
            .namespaces(new Namespaces(host, host, host, host, host))
            .hostname("")
            .build();
    var result = fixture.finish(fixture.start(launch));
    assertThat(result.code()).isZero();
    assertThat(result.out())
        .isEqualTo(
            String.join(
                "\n",
                ownNamespace("net"),
                ownNamespace("uts"),
                ownNamespace("ipc"),
                ownNamespace("pid"),
                ""));
  }

  @Test
  void joinsThoseOfAnotherContainer() throws Exception {
    RunningContainer first = fixture.sh("echo shared > /dev/shm/note; echo up; sleep 100");
    var io = first.takeIo();
    ContainerFixture.readUntil(io.stdout(), "up\n");
    var join = new Namespace.Join(first.pid());
    var launch =
        fixture
            .launch(
                fixture.process("sh", "-c", LINKS + "; hostname; cat /dev/shm/note; ps").build())
            .namespaces(new Namespaces(join, join, join, join, Namespace.HOST))
            .hostname("")
            .build();
    String out = fixture.finish(fixture.start(launch)).out();
    for (String name : List.of("net", "uts", "ipc", "pid")) {
      assertThat(out).contains(namespace(first.pid(), name));
    }
    assertThat(out).contains("box\nshared\n").contains("sleep 100");
    ContainerFixture.close(io);
    first.signal(Signals.SIGKILL);
    fixture.finish(first);
  }

  @Test
  void seesItsCgroupAsItsRoot() {
    var launch =
        fixture
            .launch(fixture.process("cat", "/proc/self/cgroup").build())
            .namespaces(Namespaces.isolated().withCgroup(Namespace.PRIVATE))
            .build();
    assertThat(fixture.finish(fixture.start(launch)).out().lines())
        .isNotEmpty()
        .allMatch(line -> line.endsWith(":/"));
  }

  @Test
  void isInItsCgroupOnTheHost() {
    var result = fixture.run("cat /proc/self/cgroup; ls /sys/fs/cgroup/pids/pids.max");
    assertThat(result.code()).isZero();
    assertThat(result.out().lines().filter(line -> line.contains(":")))
        .allMatch(line -> line.contains(fixture.cgroupParent + "/"));
  }

  @Test
  void theNetworkIsAttachedBeforeTheProgramRuns() throws IOException {
    var attachedTo = new AtomicInteger();
    var network =
        new SandboxNetwork() {
          @Override
          public List<byte[]> configuration() {
            return List.of(loopbackUp());
          }

          @Override
          public void attach(int pid) {
            attachedTo.set(pid);
            assertThat(namespace(pid, "net")).isNotEqualTo(ownNamespace("net"));
          }
        };
    var launch =
        fixture
            .launch(fixture.process("sh", "-c", "cat /sys/class/net/lo/carrier").build())
            .build();
    RunningContainer container = fixture.runtime.start(launch, network);
    assertThat(container.pid()).isEqualTo(attachedTo.get());
    assertThat(fixture.finish(container).out()).isEqualTo("1\n");
  }

  @Test
  void aNetworkThatCannotBeAttachedUndoesTheStart() {
    var network =
        new SandboxNetwork() {
          @Override
          public List<byte[]> configuration() {
            return List.of();
          }

          @Override
          public void attach(int pid) {
            throw new IllegalStateException("no more addresses");
          }
        };
    Launch launch = fixture.launch(fixture.process("true").build()).build();
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> fixture.runtime.start(launch, network))
        .hasMessage("no more addresses");
    assertThat(fixture.directory.resolve("run/containers")).isEmptyDirectory();
    assertThat(fixture.cgroups.at(fixture.cgroupParent + "/" + launch.id()).exists()).isFalse();
  }

  /// RTM_NEWLINK for interface 1 with IFF_UP.
  private static byte[] loopbackUp() {
    final int length = 32;
    final short newLink = 16;
    return ByteBuffer.allocate(length)
        .order(ByteOrder.nativeOrder())
        .putInt(length)
        .putShort(newLink)
        .putShort((short) (NetlinkFlags.REQUEST | NetlinkFlags.ACK))
        .putInt(1)
        .putInt(0)
        .putInt(0)
        .putInt(1)
        .putInt(1)
        .putInt(1)
        .array();
  }

  private static String ownNamespace(String name) {
    return link(Path.of("/proc/self/ns", name));
  }

  private static String namespace(int pid, String name) {
    return link(Path.of("/proc/" + pid + "/ns", name));
  }

  private static String link(Path path) {
    try {
      return Files.readSymbolicLink(path).toString();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
