package havre.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {
  @TempDir Path folder;

  @Test
  void readsEveryFormOfAFlag() {
    Configuration configuration =
        Configuration.of(
            List.of(
                "-H",
                "unix:///a",
                "-Htcp://b",
                "--host=c:1",
                "-D",
                "--icc=false",
                "--mtu",
                "1400"));
    assertThat(configuration.list("host")).containsExactly("unix:///a", "tcp://b", "c:1");
    assertThat(configuration.isOn("debug")).isTrue();
    assertThat(configuration.isOn("icc")).isFalse();
    assertThat(configuration.number("mtu")).isEqualTo(1400);
    assertThat(configuration.text("data-root")).isEqualTo("/var/lib/havre");
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertRefused("unknown flag: --nothing", "--nothing");
    assertRefused("unknown shorthand flag: 'x' in -x", "-x");
    assertRefused("flag needs an argument: --mtu", "--mtu");
    assertRefused("invalid argument \"a\" for \"--mtu\" flag: not a number", "--mtu=a");
    assertRefused("invalid logging level: loud", "-l", "loud");
    assertRefused("accepts no arguments", "run");
  }

  @Test
  void readsTheFile() throws IOException {
    Configuration configuration =
        Configuration.of(
            List.of(
                "--config-file",
                file(
                    """
                    {"hosts": ["unix:///a"], "log-opts": {"max-size": "1m"}, "icc": false,
                     "default-address-pools": [{"base": "10.0.0.0/8", "size": 24}],
                     "default-ulimits": {"nofile": {"Name": "nofile", "Hard": 20, "Soft": 10}}}
                    """)));
    assertThat(configuration.list("host")).containsExactly("unix:///a");
    assertThat(configuration.map("log-opt")).isEqualTo(Map.of("max-size", "1m"));
    assertThat(configuration.isOn("icc")).isFalse();
    assertThat(configuration.list("default-address-pool"))
        .containsExactly("base=10.0.0.0/8,size=24");
    assertThat(configuration.map("default-ulimit")).isEqualTo(Map.of("nofile", "10:20"));
  }

  @Test
  void refusesAFileThatContradictsOrSaysNonsense() throws IOException {
    assertRefused(
        "specified both as a flag and in the configuration file: mtu: (from flag: 1, from file: 2)",
        "--mtu=1",
        "--config-file",
        file("{\"mtu\": 2}"));
    assertRefused(
        "the following directives don't match any configuration option: colour",
        "--config-file",
        file("{\"colour\": 1}"));
    assertRefused("invalid JSON", "--config-file", file("{"));
    assertRefused("no-such-file", "--config-file", folder.resolve("no-such-file").toString());
  }

  @Test
  void takesWhatDockerdTakesWhereItHoldsHere() throws IOException {
    Configuration configuration =
        Configuration.of(
            List.of(
                "--containerd=/run/containerd.sock",
                "--containerd-namespace",
                "moby",
                "--exec-opt=native.cgroupdriver=cgroupfs",
                "-s",
                "overlay2",
                "--selinux-enabled=0",
                "--max-concurrent-downloads=3",
                "--live-restore=F",
                "--config-file",
                file(
                    """
                    {"features": {"buildkit": true}, "runtimes": {}, "host-gateway-ip": "192.0.2.1",
                     "proxies": {"http-proxy": "http://p:3128"}, "experimental": false,
                     "default-network-opts": {"bridge": {"a.b": "c", "d": "e=f"}}}
                    """)));
    assertThat(configuration.isOn("live-restore")).isFalse();
    assertThat(configuration.text("http-proxy")).isEqualTo("http://p:3128");
    assertThat(configuration.list("host-gateway-ip")).containsExactly("192.0.2.1");
    assertThat(configuration.list("default-network-opt"))
        .containsExactly("bridge=a.b=c", "bridge=d=e=f");
  }

  @Test
  void refusesWaysOfDockerdThatThereAreNot() throws IOException {
    assertRefused(
        "--exec-opt=native.cgroupdriver=systemd is not supported: cgroups are made without systemd",
        "--exec-opt",
        "native.cgroupdriver=systemd");
    assertRefused("--storage-driver=btrfs is not supported", "--storage-driver=btrfs");
    assertRefused("--selinux-enabled=true is not supported", "--selinux-enabled");
    assertRefused(
        "--feature=containerd-snapshotter=true is not supported",
        "--config-file",
        file("{\"features\": {\"containerd-snapshotter\": true}}"));
    assertRefused("--userns-remap=default is not supported", "--userns-remap=default");
    assertRefused(
        "--storage-opt=overlay2.size=1g is not supported", "--storage-opt=overlay2.size=1g");
    assertRefused(
        "--add-runtime=crun=",
        "--config-file",
        file("{\"runtimes\": {\"crun\": {\"path\": \"crun\"}}}"));
    assertRefused("three layers come at once", "--max-concurrent-downloads=1");
    assertRefused("specified default runtime 'kata' does not exist", "--default-runtime=kata");
    assertRefused("IPC mode \"host\" is not supported as default value", "--default-ipc-mode=host");
    assertRefused("expected driver=option=value", "--default-network-opt=bridge=x");
    assertRefused("expected one of host, private", "--default-cgroupns-mode=x");
    assertRefused(
        "http-proxy: (from flag: http://xxxxx:xxxxx@p, from file: http://xxxxx:xxxxx@q)",
        "--http-proxy=http://u:p@p",
        "--config-file",
        file("{\"proxies\": {\"http-proxy\": \"http://u:p@q\"}}"));
  }

  @Test
  void helpNamesEveryOption() {
    for (Option option : Options.ALL) {
      assertThat(Configuration.help()).contains("--" + option.flag());
    }
  }

  private String file(String text) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "daemon", ".json"), text).toString();
  }

  private static void assertRefused(String message, String... arguments) {
    assertThatThrownBy(() -> Configuration.of(List.of(arguments)))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining(message);
  }
}
