package havre.api.images;

import com.fasterxml.jackson.annotation.JsonInclude;
import havre.api.Call;
import havre.api.Endpoint;
import havre.api.JsonLines;
import havre.api.Routes;
import havre.images.LayerCheck;
import havre.images.RegistryImages;
import havre.registryclient.Credentials;
import havre.transport.Router;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `POST /system/check`, which Docker has not: reads what is kept, and with `repair` puts damaged
/// layers right. Its answer is a stream of objects, one a layer.
public final class StoreRoutes implements Routes {
  private final RegistryImages images;

  public StoreRoutes(RegistryImages images) {
    this.images = images;
  }

  @Override
  public void addTo(Router<Endpoint> router) {
    router.add("POST", "/system/check", this::check);
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record CheckDto(
      String layer,
      List<String> images,
      @Nullable String damage,
      List<String> repaired,
      @Nullable String failure) {
    static CheckDto of(LayerCheck check) {
      return new CheckDto(
          check.layer().toString(),
          check.images(),
          check.damage(),
          check.repaired(),
          check.failure());
    }
  }

  private void check(Call call) throws IOException {
    Map<String, Credentials> logins = RegistryAuth.byDomain(call);
    boolean repair = call.query().bool("repair");
    try (JsonLines lines = call.jsonLines()) {
      images.check(
          repair ? domain -> logins.getOrDefault(domain, Credentials.NONE) : null,
          check -> send(lines, CheckDto.of(check)));
    }
  }

  private static void send(JsonLines lines, CheckDto message) {
    try {
      lines.send(message);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
