package havre.buildkit.session;

import havre.build.Logins;
import havre.buildkit.wire.ProtoMessage;
import havre.buildkit.wire.ProtoWriter;
import havre.registryclient.Credentials;
import java.io.IOException;
import java.io.UncheckedIOException;

/// What a client says to registries that its builds pull from.
public final class ClientLogins implements Logins {
  private static final String CREDENTIALS = "moby.filesync.v1.Auth/Credentials";
  private static final String HUB = "docker.io";

  /// By this name clients know the login of Docker's own registry.
  private static final String HUB_HOST = "registry-1.docker.io";

  private final Session session;

  public ClientLogins(Session session) {
    this.session = session;
  }

  @Override
  public Credentials at(String domain) {
    if (!session.supports(CREDENTIALS)) {
      return Credentials.NONE;
    }
    String host = domain.equals(HUB) ? HUB_HOST : domain;
    ProtoMessage answer;
    try {
      answer =
          ProtoMessage.parse(
              session.call(CREDENTIALS, new ProtoWriter().string(1, host).toBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException("get credentials for " + domain + ": " + e.getMessage(), e);
    }
    String name = answer.string(1);
    String secret = answer.string(2);
    if (secret.isEmpty()) {
      return Credentials.NONE;
    }
    return name.isEmpty()
        ? new Credentials("", "", secret, "")
        : new Credentials(name, secret, "", "");
  }
}
