package havre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Networks that users make, names in them, and links, by the docker command line.
class NetworksIT {
  private static DaemonUnderTest daemon;

  @BeforeAll
  static void startDaemon() {
    daemon = DaemonUnderTest.withBusybox();
  }

  @AfterAll
  static void stopDaemon() {
    daemon.close();
  }

  @AfterEach
  void removeAll() {
    for (String id : daemon.docker("ps", "-aq").lines()) {
      daemon.docker("rm", "-f", id).mustSucceed();
    }
    daemon.docker("network", "prune", "-f").mustSucceed();
  }

  @Test
  void containersFindEachOtherByNameAlsoAfterARestartOfTheDaemon() {
    network("front");
    sleeper("web", "--network", "front", "--network-alias", "www");
    sleeper("api", "--network", "front");

    assertThat(canReach("api", "web")).isTrue();
    assertThat(canReach("api", "www")).isTrue();
    assertThat(daemon.docker("exec", "api", "cat", "/etc/resolv.conf").out())
        .contains("nameserver 127.0.0.11\noptions ndots:0\n");

    daemon.kill();
    daemon.start();
    assertThat(canReach("api", "web")).isTrue();
    daemon.docker("rename", "web", "shop").mustSucceed();
    assertThat(canReach("api", "shop")).isTrue();
    assertThat(canReach("api", "web")).isFalse();
  }

  @Test
  void aNetworkTakesItsAddressesFromAnother() {
    daemon
        .docker(
            "network",
            "create",
            "--config-only",
            "--subnet",
            "172.29.7.0/24",
            "--aux-address",
            "router=172.29.7.3",
            "--ipam-driver",
            "default",
            "--ipam-opt",
            "a=b",
            "plan")
        .mustSucceed();
    daemon
        .docker(
            "network", "create", "--config-from", "plan", "--attachable", "--scope", "local", "own")
        .mustSucceed();
    String format = "{{.ConfigFrom.Network}} {{.Attachable}} {{.Scope}} {{json .IPAM}}";
    assertThat(daemon.docker("network", "inspect", "-f", format, "own").out())
        .startsWith("plan true local ")
        .contains(
            "\"Subnet\":\"172.29.7.0/24\"",
            "\"AuxiliaryAddresses\":{\"router\":\"172.29.7.3\"}",
            "\"Options\":{\"a\":\"b\"}");
    daemon.docker("network", "rm", "own", "plan").mustSucceed();
  }

  @Test
  void theGatewayIsThatOfTheHighestPriority() {
    daemon
        .docker(
            "network",
            "create",
            "--ipv6",
            "--subnet",
            "172.29.8.0/24",
            "--subnet",
            "fd08::/64",
            "one")
        .mustSucceed();
    daemon
        .docker("network", "create", "--ipv4=true", "--subnet", "172.29.9.0/24", "two")
        .mustSucceed();
    sleeper("web", "--network", "one");
    daemon.docker("network", "connect", "--gw-priority", "2", "two", "web").mustSucceed();
    assertThat(daemon.docker("exec", "web", "ip", "route").out())
        .contains("default via 172.29.9.1 ");
    daemon.docker("network", "disconnect", "one", "web").mustSucceed();
    daemon.docker("network", "connect", "--ip6", "fd08::99", "one", "web").mustSucceed();
    assertThat(daemon.docker("exec", "web", "ip", "addr").out()).contains("fd08::99/64");
    daemon.docker("network", "disconnect", "two", "web").mustSucceed();
    assertThat(
            daemon.docker("network", "connect", "--link-local-ip", "10.0.0.1", "two", "web").err())
        .contains("invalid link local IP address: 10.0.0.1");
    daemon
        .docker("network", "connect", "--link-local-ip", "169.254.1.1", "two", "web")
        .mustSucceed();
    assertThat(daemon.docker("exec", "web", "ip", "addr").out()).contains("inet 169.254.1.1/");
  }

  @Test
  void containersOnAWireOfTheirOwnFindEachOther() {
    daemon.docker("network", "create", "-d", "macvlan", "wire").mustSucceed();
    sleeper("web", "--network", "wire");
    sleeper("api", "--network", "wire");

    assertThat(canReach("api", "web")).isTrue();
    assertThat(daemon.docker("exec", "api", "ip", "route").out()).doesNotContain("default");
    assertThat(daemon.docker("network", "inspect", "-f", "{{.Driver}}", "wire").lines())
        .containsExactly("macvlan");
  }

  @Test
  void runningAndStoppedContainersJoinAndLeave() {
    daemon.docker("network", "create", "--subnet", "10.77.0.0/24", "back").mustSucceed();
    network("front");
    sleeper("web", "--network", "front", "-p", "8090:80");
    sleeper("api", "--network", "back", "--ip", "10.77.0.77");

    daemon.docker("network", "connect", "--alias", "zz", "back", "web").mustSucceed();
    assertThat(canReach("api", "zz")).isTrue();
    assertThat(networks("web")).contains("back").contains("front");
    assertThat(daemon.docker("network", "rm", "back").err())
        .contains("network back has active endpoints (name:\"api\" id:\"");

    daemon.docker("network", "disconnect", "front", "web").mustSucceed();
    assertThat(daemon.docker("port", "web").lines()).contains("80/tcp -> 0.0.0.0:8090");
    daemon.docker("network", "disconnect", "back", "web").mustSucceed();
    assertThat(daemon.docker("exec", "web", "ls", "/sys/class/net").lines()).containsExactly("lo");
    assertThat(daemon.docker("network", "disconnect", "back", "web").err())
        .contains("is not connected to network back");

    daemon.docker("stop", "-t", "0", "api").mustSucceed();
    daemon.docker("network", "connect", "front", "api").mustSucceed();
    daemon.docker("start", "api").mustSucceed();
    assertThat(daemon.docker("exec", "api", "ls", "/sys/class/net").lines())
        .containsExactlyInAnyOrder("eth0", "eth1", "lo");
  }

  @Test
  void portsAreThereWhenThereIsAWayOut() {
    network("front");
    daemon.docker("network", "create", "--internal", "inner").mustSucceed();
    sleeper("late", "--network", "inner", "-p", "8091:80", "-p", "8092:80/udp");
    assertThat(daemon.docker("port", "late").lines()).isEmpty();
    daemon.docker("network", "connect", "front", "late").mustSucceed();
    assertThat(daemon.docker("port", "late").lines()).contains("80/tcp -> 0.0.0.0:8091");
    assertThat(daemon.docker("run", "--rm", "-p", "8091:80", "busybox", "true").err())
        .contains("port is already allocated");

    daemon.docker("network", "disconnect", "front", "late").mustSucceed();
    assertThat(daemon.docker("port", "late").lines()).isEmpty();
    daemon.docker("network", "connect", "bridge", "late").mustSucceed();
    assertThat(daemon.docker("port", "late").lines()).contains("80/tcp -> 0.0.0.0:8091");
    daemon.docker("exec", "late", "httpd", "-p", "80", "-h", "/etc").mustSucceed();
    assertThat(
            daemon
                .docker("run", "--rm", "busybox", "wget", "-q", "-O-", "172.17.0.1:8091/passwd")
                .out())
        .contains("root");

    daemon.docker("rm", "-f", "late").mustSucceed();
    daemon.docker("run", "--rm", "-p", "8091:80", "busybox", "true").mustSucceed();
  }

  @Test
  void aNetworkThatIsGoneIsLeft() {
    network("front");
    sleeper("web", "--network", "front");
    daemon.docker("stop", "-t", "0", "web").mustSucceed();
    daemon.docker("network", "rm", "front").mustSucceed();
    assertThat(daemon.docker("start", "web").err())
        .contains("failed to set up container networking: network front not found");

    daemon.docker("network", "disconnect", "-f", "front", "web").mustSucceed();
    assertThat(networks("web")).doesNotContain("front");
    assertThat(daemon.docker("network", "disconnect", "front", "web").err())
        .contains("is not connected to the network front");
  }

  @Test
  void aliasesAndAddressesAreForNetworksOfUsers() {
    sleeper("alone", "--network", "none");
    for (String network : java.util.List.of("bridge", "host", "none")) {
      assertThat(daemon.docker("network", "connect", "--alias", "x", network, "alone").err())
          .contains(
              "network-scoped alias is supported only for containers in user defined networks");
    }
    assertThat(daemon.docker("network", "connect", "bridge", "alone").err())
        .contains("container cannot be connected to multiple networks");
    assertThat(
            daemon
                .docker(
                    "run", "--rm", "--ip", "172.28.99.88", "--net", "default", "busybox", "true")
                .err())
        .contains("user specified IP address is supported on user defined networks only");
  }

  @Test
  void whoSwitchesIpv6OffHasNone() {
    daemon.docker("network", "create", "--ipv6", "both").mustSucceed();
    sleeper("four", "--network", "both", "--sysctl", "net.ipv6.conf.all.disable_ipv6=1");
    sleeper("six", "--network", "both");

    assertThat(daemon.docker("exec", "four", "ip", "a").out()).doesNotContain("inet6");
    assertThat(daemon.docker("exec", "four", "cat", "/etc/hosts").out()).doesNotContain("ip6-");
    assertThat(daemon.docker("exec", "six", "ping", "-6", "-c1", "-W2", "four").err())
        .contains("bad address");
    assertThat(canReach("four", "six")).isTrue();
  }

  @Test
  void linksAwaitTheirTargets() {
    network("front");
    sleeper("early", "--network", "front", "--link", "late:friend");
    assertThat(canReach("early", "friend")).isFalse();
    sleeper("late", "--network", "front");
    assertThat(canReach("early", "friend")).isTrue();
    assertThat(daemon.docker("create", "--link", "nobody:friend", "busybox").err())
        .contains("could not get container for nobody: No such container: nobody");
  }

  @Test
  void refusalsAreInDockersWords() {
    network("front");
    assertThat(daemon.docker("network", "create", "front").err())
        .contains("network with name front already exists");
    assertThat(daemon.docker("network", "create", "--subnet", "172.17.0.0/24", "x").err())
        .contains("Pool overlaps with other one on this address space");
    assertThat(daemon.docker("run", "--rm", "--network", "nope", "busybox", "true").err())
        .contains("network nope not found");
    assertThat(
            daemon
                .docker("run", "--network", "front", "--ip", "172.18.0.9", "busybox", "true")
                .err())
        .contains(
            "invalid config for network front: invalid endpoint settings:\nuser specified IP"
                + " address is supported only when connecting to networks with user configured"
                + " subnets");
    assertThat(daemon.docker("network", "rm", "bridge").err())
        .contains("bridge is a pre-defined network and cannot be removed");
  }

  @Test
  void linksTellOfOthersAsInTheOldDays() {
    sleeper("redis", "--expose", "6379", "-e", "X=y");

    assertThat(
            daemon
                .docker(
                    "run",
                    "--rm",
                    "--link",
                    "redis:db",
                    "--name",
                    "webapp",
                    "busybox",
                    "sh",
                    "-c",
                    "env; ping -c1 -W2 db")
                .mustSucceed()
                .out())
        .containsPattern("DB_PORT=tcp://172\\.17\\.0\\.\\d+:6379\n")
        .containsPattern("DB_PORT_6379_TCP_ADDR=172\\.17\\.0\\.\\d+\n")
        .contains("DB_PORT_6379_TCP_PORT=6379\n")
        .contains("DB_NAME=/webapp/db\n")
        .contains("DB_ENV_X=y\n")
        .contains("1 packets received");
    daemon.docker("create", "--link", "redis:db", "--name", "webapp", "busybox").mustSucceed();
    assertThat(daemon.docker("inspect", "-f", "{{.HostConfig.Links}}", "webapp").out().trim())
        .isEqualTo("[/redis:/webapp/db]");
  }

  /// CVE-2024-29018: names that are asked for in an internal network tell nobody anything.
  @Test
  void anInternalNetworkAsksNobody() throws Exception {
    network("front");
    daemon.docker("network", "create", "--internal", "inner").mustSucceed();
    sleeper("open", "--network", "front", "--dns", "127.0.0.53");
    sleeper("closed", "--network", "inner", "--dns", "127.0.0.53");
    try (var upstream = new DatagramSocket(53, InetAddress.ofLiteral("127.0.0.53"))) {
      upstream.setSoTimeout(20_000);
      assertThat(daemon.docker("exec", "closed", "nslookup", "secret.org").exitCode()).isNotZero();

      Thread other =
          Thread.ofVirtual().start(() -> daemon.docker("exec", "open", "nslookup", "public.org"));
      var question = new DatagramPacket(new byte[512], 512);
      upstream.receive(question);
      assertThat(new String(question.getData(), StandardCharsets.US_ASCII))
          .contains("public")
          .doesNotContain("secret");
      // What is not answered is asked again: the end of the container's question is not awaited.
      daemon.docker("rm", "-f", "open").mustSucceed();
      other.join();
    }
  }

  private static void network(String name) {
    daemon.docker("network", "create", name).mustSucceed();
  }

  private static void sleeper(String name, String... options) {
    var arguments = new java.util.ArrayList<>(java.util.List.of("run", "-d", "--name", name));
    arguments.addAll(java.util.List.of(options));
    arguments.addAll(java.util.List.of("busybox", "sleep", "1000"));
    daemon.docker(arguments.toArray(String[]::new)).mustSucceed();
  }

  private static boolean canReach(String from, String name) {
    return daemon.docker("exec", from, "ping", "-c1", "-W2", name).exitCode() == 0;
  }

  private static String networks(String container) {
    return daemon.docker("inspect", "-f", "{{json .NetworkSettings.Networks}}", container).out();
  }
}
