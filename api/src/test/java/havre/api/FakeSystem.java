package havre.api;

import havre.engine.system.EngineInfo;
import havre.engine.system.EngineVersion;
import havre.engine.system.SystemInformation;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// A host that is always the same.
final class FakeSystem implements SystemInformation {
  @Override
  public EngineInfo info() {
    return new EngineInfo(
        "8d1a3c5e-0000-4000-8000-000000000000",
        "host",
        new EngineInfo.Counts(3, 1, 0, 2, 1),
        new EngineInfo.Host(
            "6.12.0", "Debian GNU/Linux 13 (trixie)", "13", "linux", "x86_64", 2, 1),
        new EngineInfo.Abilities(
            true, true, true, true, true, true, true, true, true, "cgroupfs", "1"),
        List.of(Map.entry("Backing Filesystem", "extfs")),
        "/var/lib/havre",
        "json-file",
        "havre",
        List.of("name=seccomp,profile=builtin"),
        List.of(),
        List.of("bridge", "host", "ipvlan", "macvlan", "null"),
        List.of("local"),
        List.of("json-file", "none"),
        List.of(new EngineInfo.AddressPool("172.30.0.0/16", 24)),
        List.of("127.0.0.0/8", "registry.local:5000"),
        List.of("https://mirror.local/"),
        false,
        20,
        12,
        0,
        Instant.parse("2026-01-02T03:04:05.06Z"),
        List.of("/etc/cdi", "/var/run/cdi"),
        List.of(),
        "0.1.0",
        new EngineInfo.Choices("nftables", true, "", "", ""));
  }

  @Override
  public EngineVersion version() {
    return new EngineVersion(
        "0.1.0", "abc", "2026-01-01T00:00:00Z", "linux", "amd64", "6.12.0", "25");
  }
}
