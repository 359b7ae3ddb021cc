package havre.api.system;

import havre.api.Call;
import havre.api.Endpoint;
import havre.api.Routes;
import havre.engine.system.SystemInformation;
import havre.transport.Router;
import java.nio.charset.StandardCharsets;

/// `/_ping`, `/version`, `/info`.
public final class SystemRoutes implements Routes {
  private static final byte[] OK = "OK".getBytes(StandardCharsets.US_ASCII);
  private static final String PLAIN = "text/plain; charset=utf-8";

  private final SystemInformation system;

  public SystemRoutes(SystemInformation system) {
    this.system = system;
  }

  @Override
  public void addTo(Router<Endpoint> router) {
    router
        .add("GET", "/_ping", SystemRoutes::ping)
        .add("HEAD", "/_ping", SystemRoutes::ping)
        .add("GET", "/version", this::version)
        .add("GET", "/info", this::info);
  }

  /// The builder version 2 says that BuildKit is spoken; the classic builder is there as well.
  private static void ping(Call call) {
    call.responseHeader("Builder-Version", "2")
        .responseHeader("Cache-Control", "no-cache, no-store, must-revalidate")
        .responseHeader("Pragma", "no-cache")
        .responseHeader("Swarm", "inactive");
    call.replyRaw(200, PLAIN, call.method().equals("HEAD") ? new byte[0] : OK);
  }

  private void version(Call call) {
    call.reply(VersionDto.of(system.version()));
  }

  private void info(Call call) {
    call.reply(InfoDto.of(system.info(), call.version()));
  }
}
