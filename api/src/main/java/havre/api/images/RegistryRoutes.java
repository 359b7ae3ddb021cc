package havre.api.images;

import com.fasterxml.jackson.annotation.JsonProperty;
import havre.api.Call;
import havre.api.Endpoint;
import havre.api.Routes;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.images.RegistryImages;
import havre.oci.image.Platform;
import havre.oci.reference.ImageReference;
import havre.registryclient.Credentials;
import havre.transport.Router;
import java.io.IOException;

/// Images of registries: push, login, and a look at what there is. Pull is one form of `POST
/// /images/create`.
public final class RegistryRoutes implements Routes {
  private static final int PUSH_WITH_PLATFORM = 46;

  private final RegistryImages images;

  public RegistryRoutes(RegistryImages images) {
    this.images = images;
  }

  private record LoginDto(
      @JsonProperty("IdentityToken") String identityToken, @JsonProperty("Status") String status) {}

  @Override
  public void addTo(Router<Endpoint> router) {
    router
        .add("POST", "/images/{name:.*}/push", this::push)
        .add("GET", "/distribution/{name:.*}/json", this::distribution)
        .add("POST", "/auth", this::login);
  }

  private void login(Call call) throws IOException {
    RegistryAuth dto = call.json(RegistryAuth.class);
    images.login(dto.server(), dto.credentials());
    call.reply(new LoginDto("", "Login Succeeded"));
  }

  /// Without a tag all tags of the repository are pushed.
  private void push(Call call) throws IOException {
    Credentials credentials = RegistryAuth.required(call);
    ImageReference name = ImageReference.parse(call.parameter("name"));
    if (name.digest() != null) {
      throw HavreException.invalid("cannot push a digest reference");
    }
    String tag = call.query().string("tag");
    ImageReference wanted = tag.isEmpty() ? name : name.withTag(tag);
    Platform platform = PlatformParameter.of(call, PUSH_WITH_PLATFORM);
    LateLines.tell(call, lines -> images.push(wanted, platform, credentials, lines, lines::pushed));
  }

  private void distribution(Call call) throws IOException {
    String text = call.parameter("name");
    if (text.startsWith("sha256:")) {
      throw new HavreException(ErrorKind.INTERNAL, "no manifest found for full image ID");
    }
    ImageReference name = ImageReference.parse(text);
    call.reply(DistributionDto.of(images.look(name, RegistryAuth.of(call))));
  }
}
