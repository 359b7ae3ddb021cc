package havre.api.images;

import com.fasterxml.jackson.annotation.JsonProperty;
import havre.api.Call;
import havre.api.Endpoint;
import havre.api.JsonLines;
import havre.api.Routes;
import havre.common.HavreException;
import havre.images.Progress;
import havre.images.RegistryImages;
import havre.oci.reference.ImageReference;
import havre.registryclient.Credentials;
import havre.transport.Router;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Images of registries: push and login. Pull is one form of `POST /images/create`.
public final class RegistryRoutes implements Routes {
  private final RegistryImages images;

  public RegistryRoutes(RegistryImages images) {
    this.images = images;
  }

  private record LoginDto(
      @JsonProperty("Status") String status, @JsonProperty("IdentityToken") String identityToken) {}

  private record AuxDto(@JsonProperty("aux") PushedDto aux) {}

  private record PushedDto(
      @JsonProperty("Tag") String tag,
      @JsonProperty("Digest") String digest,
      @JsonProperty("Size") long size) {}

  @Override
  public void addTo(Router<Endpoint> router) {
    router.add("POST", "/images/{name:.*}/push", this::push).add("POST", "/auth", this::login);
  }

  private void login(Call call) throws IOException {
    RegistryAuth dto = call.json(RegistryAuth.class);
    images.login(Objects.requireNonNullElse(dto.serverAddress(), ""), dto.credentials());
    call.reply(new LoginDto("Login Succeeded", ""));
  }

  private void push(Call call) throws IOException {
    ImageReference name = ImageReference.parse(call.parameter("name"));
    String tag = call.query().string("tag");
    ImageReference tagged = tag.isEmpty() ? name.withDefaultTag() : name.withTag(tag);
    Credentials credentials = RegistryAuth.of(call);
    try (var lines = new LateLines(call)) {
      try {
        RegistryImages.PushedImage pushed = images.push(tagged, credentials, lines);
        lines.send(new AuxDto(new PushedDto(pushed.tag(), pushed.digest(), pushed.size())));
      } catch (HavreException e) {
        lines.fail(e);
      }
    }
  }

  /// Progress whose answer begins with the first of it, so that an error before has its status.
  static final class LateLines implements Progress, AutoCloseable {
    private final Call call;
    private @Nullable JsonLines lines;

    LateLines(Call call) {
      this.call = call;
    }

    @Override
    public synchronized void stream(String text) {
      send(ProgressDto.text(text));
    }

    @Override
    public synchronized void status(@Nullable String id, String status, long current, long total) {
      send(ProgressDto.state(id, status, current, total));
    }

    synchronized void send(Object message) {
      try {
        if (lines == null) {
          lines = call.jsonLines();
        }
        lines.send(message);
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    /// Ends the answer with an error, or throws it where nothing was said yet.
    synchronized void fail(HavreException failure) throws IOException {
      if (lines == null) {
        throw failure;
      }
      lines.sendError(String.valueOf(failure.getMessage()));
    }

    @Override
    public synchronized void close() throws IOException {
      if (lines != null) {
        lines.close();
      }
    }
  }
}
