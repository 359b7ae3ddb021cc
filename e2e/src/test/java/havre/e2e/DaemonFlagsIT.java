package havre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Options of the daemon that change what containers are.
class DaemonFlagsIT {

  @Test
  void givesContainersTheDaemonsDefaults() {
    try (DaemonUnderTest daemon =
        DaemonUnderTest.withBusybox(
            "--default-ipc-mode=shareable",
            "--default-cgroupns-mode=host",
            "--default-network-opt=bridge=com.docker.network.driver.mtu=1234",
            "--host-gateway-ip=192.0.2.9",
            "--seccomp-profile=unconfined",
            "--log-format=json",
            "--containerd-namespace=other",
            "--storage-driver=overlay2")) {
      daemon.docker("network", "create", "small").mustSucceed();
      String seen =
          daemon
              .docker(
                  "run",
                  "--name",
                  "defaults",
                  "--network",
                  "small",
                  "--add-host",
                  "up:host-gateway",
                  "busybox",
                  "sh",
                  "-c",
                  "cat /sys/class/net/eth0/mtu; grep up$ /etc/hosts; grep Seccomp: /proc/self/status")
              .mustSucceed()
              .out();
      assertThat(seen.lines()).containsExactly("1234", "192.0.2.9\tup", "Seccomp:\t0");
      assertThat(daemon.docker("inspect", "-f", "{{json .HostConfig}}", "defaults").out())
          .contains("\"IpcMode\":\"shareable\"", "\"CgroupnsMode\":\"host\"");
      assertThat(daemon.docker("info", "-f", "{{json .}}").out())
          .contains("name=seccomp,profile=unconfined", "\"LiveRestoreEnabled\":true");
      assertThat(
              daemon
                  .docker(
                      "run",
                      "--rm",
                      "--security-opt",
                      "seccomp=builtin",
                      "busybox",
                      "grep",
                      "Seccomp:",
                      "/proc/self/status")
                  .out())
          .isEqualTo("Seccomp:\t2\n");
      assertThat(daemon.log()).contains("{\"level\":\"info\",\"msg\":\"API listen on");
    }
  }

  @Test
  void endsContainersWithTheDaemonWhereTold() {
    try (DaemonUnderTest daemon = DaemonUnderTest.withBusybox("--live-restore=false")) {
      daemon
          .docker("run", "-d", "--name", "left", "--stop-timeout", "0", "busybox", "sleep", "1000")
          .mustSucceed();
      daemon
          .docker(
              "run",
              "-d",
              "--name",
              "again",
              "--stop-timeout",
              "0",
              "--restart",
              "unless-stopped",
              "busybox",
              "sleep",
              "1000")
          .mustSucceed();
      String pid = daemon.docker("inspect", "-f", "{{.State.Pid}}", "left").out().strip();
      daemon.stop();
      assertThat(ProcessHandle.of(Long.parseLong(pid))).isEmpty();
      daemon.start();
      assertThat(daemon.docker("inspect", "-f", "{{.State.Status}}", "left").out())
          .isEqualTo("exited\n");
      daemon.docker("start", "again").mustSucceed(); // waits for the start under way
      assertThat(daemon.docker("inspect", "-f", "{{.State.Running}}", "again").out())
          .isEqualTo("true\n");
    }
  }

  @Test
  void readsItsConfigurationAgainAtHangup(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("daemon.json"), "{\"labels\": [\"a=b\"]}");
    try (DaemonUnderTest daemon = DaemonUnderTest.empty("--config-file", file.toString())) {
      assertThat(daemon.docker("info", "-f", "{{.Labels}}").out()).isEqualTo("[a=b]\n");
      Files.writeString(file, "{\"labels\": [\"c=d\"], \"debug\": true, \"mtu\": 1400}");
      Commands.run("kill", "-HUP", Long.toString(daemon.pid()));
      daemon.awaitLog("Reloaded configuration");
      String until = Long.toString(Instant.now().getEpochSecond() + 1);
      assertThat(daemon.docker("events", "--since", "0", "--until", until).out())
          .contains(" daemon reload ", "debug=true", "labels=[\"c=d\"]");
      assertThat(daemon.docker("info", "-f", "{{.Labels}} {{.Debug}}").out())
          .isEqualTo("[c=d] true\n");

      Files.writeString(file, "{");
      Commands.run("kill", "-HUP", Long.toString(daemon.pid()));
      daemon.awaitLog("the configuration stays");
      assertThat(daemon.docker("info", "-f", "{{.Labels}}").out()).isEqualTo("[c=d]\n");
      assertThat(daemon.log()).contains("a restart of the daemon takes the new --mtu");
    }
  }

  @Test
  void publishesWithoutAFirewall() {
    try (DaemonUnderTest daemon =
        DaemonUnderTest.withBusybox("--iptables=false", "--ip6tables=false")) {
      daemon
          .docker("run", "-d", "-p", "8089:80", "busybox", "httpd", "-f", "-h", "/etc")
          .mustSucceed();
      Commands.fetch("http://127.0.0.1:8089/hostname");
    }
  }
}
