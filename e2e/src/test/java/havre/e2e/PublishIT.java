package havre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Networks and published ports, by real traffic.
class PublishIT {
  private static DaemonUnderTest daemon;

  @BeforeAll
  static void startDaemon() {
    daemon = DaemonUnderTest.withBusybox();
    Commands.run("ip", "link", "add", "outside", "type", "veth", "peer", "name", "far");
    Commands.run("ip", "address", "add", "192.0.2.1/24", "dev", "outside");
    Commands.run("ip", "link", "set", "outside", "up");
    Commands.run("ip", "link", "set", "far", "up");
  }

  @AfterAll
  static void stopDaemon() {
    Commands.run("ip", "link", "delete", "outside");
    daemon.close();
  }

  @Test
  void servesAPublishedPortOnLoopbackAndTheHostsAddresses() {
    daemon
        .docker(
            "run", "-d", "--name", "web", "-p", "8080:80", "busybox", "httpd", "-f", "-h", "/etc")
        .mustSucceed();
    for (String host : new String[] {"127.0.0.1", "192.0.2.1", "172.17.0.1"}) {
      assertThat(fetch("http://" + host + ":8080/hostname").exitCode()).as(host).isZero();
    }
    assertThat(daemon.docker("port", "web").lines()).contains("80/tcp -> 0.0.0.0:8080");
    assertThat(
            daemon
                .docker("run", "--rm", "busybox", "wget", "-qO-", "http://192.0.2.1:8080/hostname")
                .exitCode())
        .isZero();
    Commands.Result second = daemon.docker("run", "--rm", "-p", "8080:80", "busybox", "true");
    assertThat(second.exitCode()).isEqualTo(125);
    assertThat(second.err()).contains("Bind for 0.0.0.0:8080 failed: port is already allocated");

    daemon.kill();
    assertThat(fetch("http://127.0.0.1:8080/hostname").exitCode()).isZero();
    daemon.start();
    assertThat(fetch("http://127.0.0.1:8080/hostname").exitCode()).isZero();
    daemon.docker("rm", "-f", "web").mustSucceed();
    assertThat(fetch("http://127.0.0.1:8080/hostname").exitCode()).isNotZero();
  }

  @Test
  void keepsAPublishedPortOfLoopbackFromOthers() {
    daemon
        .docker(
            "run",
            "-d",
            "--name",
            "inner",
            "-p",
            "127.0.0.1:8081:80",
            "busybox",
            "httpd",
            "-f",
            "-h",
            "/etc")
        .mustSucceed();
    assertThat(fetch("http://127.0.0.1:8081/hostname").exitCode()).isZero();
    assertThat(fetch("http://192.0.2.1:8081/hostname").exitCode()).isNotZero();
    daemon.docker("rm", "-f", "inner").mustSucceed();
  }

  @Test
  void givesContainersAddressesNamesAndARoute() {
    daemon.docker("run", "-d", "--name", "one", "busybox", "sleep", "1000").mustSucceed();
    String address =
        daemon
            .docker("inspect", "-f", "{{.NetworkSettings.Networks.bridge.IPAddress}}", "one")
            .out()
            .trim();
    assertThat(address).startsWith("172.17.0.");
    assertThat(
            daemon
                .docker("run", "--rm", "busybox", "ping", "-c", "1", "-W", "2", address)
                .exitCode())
        .isZero();
    assertThat(daemon.docker("exec", "one", "cat", "/etc/hosts").out())
        .contains("127.0.0.1\tlocalhost")
        .contains(address + "\t");
    assertThat(daemon.docker("exec", "one", "ip", "route").out())
        .contains("default via 172.17.0.1 dev eth0");
    assertThat(
            daemon
                .docker("run", "--rm", "--network", "container:one", "busybox", "ip", "address")
                .out())
        .contains(address);
    assertThat(
            daemon
                .docker("run", "--rm", "--network", "none", "busybox", "ls", "/sys/class/net")
                .lines())
        .containsExactly("lo");
    assertThat(
            daemon
                .docker("run", "--rm", "--network", "host", "busybox", "ls", "/sys/class/net")
                .out())
        .contains("outside");
    daemon.docker("rm", "-f", "one").mustSucceed();
  }

  private static Commands.Result fetch(String url) {
    return Commands.run(
        new byte[0],
        java.util.List.of("curl", "-fsS", "--noproxy", "*", "-m", "3", "-o", "/dev/null", url));
  }
}
