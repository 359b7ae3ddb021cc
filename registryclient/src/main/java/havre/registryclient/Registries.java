package havre.registryclient;

import com.fasterxml.jackson.databind.JsonNode;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.oci.json.Json;
import havre.oci.reference.ImageReference;
import havre.registryclient.Endpoint.Capability;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// All registries there are: finds their addresses and opens their repositories. Thread-safe.
public final class Registries implements AutoCloseable {
  private static final int MAX_ANSWER = 4 * 1024 * 1024;
  private static final String PULL = "pull";

  private final Hosts hosts;
  private final Path certificates;
  private final List<URI> mirrors;
  private final HttpClients clients;
  private final Wire wire;
  private final Map<String, URI> bases = new ConcurrentHashMap<>();

  /// How registries are reached.
  ///
  /// @param insecure registries (`host[:port]` or `address/bits`) that need no TLS
  /// @param mirrors addresses that are asked before Docker Hub
  /// @param certificates Docker's `certs.d`, in which there may be a `hosts.toml` for a registry
  public record Settings(
      List<String> insecure, List<String> mirrors, Path certificates, Proxies proxies) {}

  /// @throws HavreException INVALID for a mirror that is no address
  public Registries(Settings settings) {
    this.hosts = new Hosts(settings.insecure());
    this.certificates = settings.certificates();
    this.mirrors = settings.mirrors().stream().map(Registries::mirror).toList();
    this.clients =
        new HttpClients(
            hosts, new Certificates(settings.certificates()), settings.proxies().selector());
    this.wire = new Wire(clients);
  }

  private static URI mirror(String text) {
    try {
      URI uri = URI.create(text);
      boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
      if (web && uri.getHost() != null && uri.getQuery() == null && uri.getFragment() == null) {
        return text.endsWith("/") ? uri : URI.create(text + "/");
      }
    } catch (IllegalArgumentException e) {
      throw HavreException.invalid("invalid mirror: \"" + text + "\" is not a valid URI");
    }
    throw HavreException.invalid("invalid mirror: \"" + text + "\" is not a valid URI");
  }

  /// One repository of a registry.
  ///
  /// @param actions `pull` or `pull,push`
  /// @throws HavreException when the registry can't be reached
  public Repository repository(ImageReference name, Credentials credentials, String actions) {
    HostsFile file = HostsFile.of(certificates, name.domain());
    if (!actions.equals(PULL)) {
      for (Endpoint host : file.hosts()) {
        if (host.can(Capability.PUSH)) {
          return repository(host, name, Credentials.NONE, actions);
        }
      }
    }
    return repository(server(name, file), name, credentials, actions);
  }

  /// The registry itself.
  private Endpoint server(ImageReference name, HostsFile file) {
    Endpoint configured = file.server();
    return configured == null
        ? bare(base(Hosts.serving(name.domain())).resolve("v2/"))
        : configured;
  }

  private static Endpoint bare(URI root) {
    return new Endpoint(root, EnumSet.allOf(Capability.class), Map.of(), null);
  }

  private Repository repository(
      Endpoint endpoint, ImageReference name, Credentials credentials, String actions) {
    String scope = "repository:" + name.path() + ":" + actions;
    return new Repository(
        name, new Authorization(wire.to(endpoint), endpoint.root(), credentials, scope));
  }

  /// A repository at a host that may mirror several registries.
  private Repository mirrored(Endpoint host, ImageReference name) {
    String scope = "repository:" + name.path() + ":" + PULL;
    return new Repository(
        name,
        new Authorization(wire.to(host), host.root(), Credentials.NONE, scope),
        "ns=" + URLEncoder.encode(name.domain(), StandardCharsets.UTF_8));
  }

  /// The repositories that may hold an image, in the order in which they are to be asked: the hosts
  /// of `hosts.toml`, or else Docker Hub's mirrors, and then the registry itself. Only it learns
  /// the credentials.
  ///
  /// @throws HavreException when there is a `hosts.toml` that can't be used
  public List<PullSource> pullSources(ImageReference name, Credentials credentials) {
    HostsFile file = HostsFile.of(certificates, name.domain());
    var sources = new ArrayList<PullSource>();
    for (Endpoint host : file.hosts()) {
      if (host.can(Capability.PULL)) {
        sources.add(new PullSource(() -> mirrored(host, name), host.can(Capability.RESOLVE)));
      }
    }
    if (file.equals(HostsFile.NONE) && name.domain().equals(ImageReference.DEFAULT_DOMAIN)) {
      for (URI mirror : mirrors) {
        Endpoint host = bare(mirror.resolve("v2/"));
        sources.add(new PullSource(() -> repository(host, name, Credentials.NONE, PULL), true));
      }
    }
    sources.add(
        new PullSource(() -> repository(server(name, file), name, credentials, PULL), true));
    return List.copyOf(sources);
  }

  /// A repository that is opened when its turn comes.
  ///
  /// @param resolves whether it may be asked which digest a tag has
  public record PullSource(Supplier<Repository> opened, boolean resolves) {
    /// @throws HavreException when the registry can't be reached
    public Repository open() {
      return opened.get();
    }
  }

  /// Checks credentials.
  ///
  /// @param server as users write it; empty for Docker Hub
  /// @throws HavreException when the registry refuses them
  public void login(String server, Credentials credentials) {
    String bare = server.replaceFirst("^https?://", "").replaceFirst("/.*$", "");
    URI uri = base(Hosts.serving(bare.isEmpty() ? Hosts.HUB_INDEX : bare)).resolve("/v2/");
    HttpResponse<InputStream> answer =
        new Authorization(wire, uri, credentials, "")
            .send("GET", uri, HttpRequest.newBuilder().GET());
    Wire.drain(answer);
    if (answer.statusCode() != 200) {
      throw new HavreException(
          ErrorKind.INTERNAL,
          "login attempt to %s failed with status: %d%s"
              .formatted(
                  uri, answer.statusCode(), answer.statusCode() == 401 ? " Unauthorized" : ""));
    }
  }

  /// Asks the index of a registry host for repositories, in the order it gives.
  ///
  /// @param term what to look for, with the host in front unless it is Docker Hub's
  /// @param limit how many at most
  public List<FoundRepository> search(String term, int limit, Credentials credentials) {
    int slash = term.indexOf('/');
    boolean hosted = slash > 0 && term.substring(0, slash).matches(".*[.:].*|localhost");
    String host = hosted ? term.substring(0, slash) : Hosts.HUB_INDEX;
    String rest = hosted ? term.substring(slash + 1) : term;
    URI base = hosted ? base(host) : URI.create("https://" + host + "/");
    String query = "q=" + URLEncoder.encode(rest, StandardCharsets.UTF_8) + "&n=" + limit;
    URI uri = base.resolve("/v1/search?" + query);
    HttpRequest.Builder request = HttpRequest.newBuilder().GET();
    if (credentials.hasPassword()) {
      request.setHeader("Authorization", credentials.basic());
    }
    try {
      HttpResponse<InputStream> answer = wire.send(request, uri, null);
      try (InputStream in = answer.body()) {
        if (answer.statusCode() != 200) {
          throw new HavreException(
              ErrorKind.INTERNAL, "Unexpected status code " + answer.statusCode());
        }
        JsonNode results = Json.tree(in.readNBytes(MAX_ANSWER), "search results").path("results");
        return results.valueStream().map(FoundRepository::of).toList();
      }
    } catch (IOException e) {
      throw Failures.of("GET", uri, e);
    }
  }

  /// The address at which a host answers. Where TLS is no must, a request without it is the quicker
  /// question: a server with TLS refuses it at once, while one without may wait for the end of what
  /// it takes for a request.
  private URI base(String host) {
    URI known = bases.get(host);
    if (known != null && isRegistry(known)) {
      return known;
    }
    URI found = URI.create("https://" + host + "/");
    URI plain = URI.create("http://" + host + "/");
    if (hosts.isInsecure(host) && isRegistry(plain)) {
      found = plain;
    } else {
      ping(found);
    }
    bases.put(host, found);
    return found;
  }

  private boolean isRegistry(URI base) {
    URI uri = base.resolve("/v2/");
    try {
      HttpResponse<InputStream> answer = wire.send(HttpRequest.newBuilder().GET(), uri, null);
      Wire.drain(answer);
      return answer.statusCode() == 200 || answer.statusCode() == 401;
    } catch (ConnectException e) {
      throw Failures.of("GET", uri, e);
    } catch (IOException e) {
      return false; // the next request will tell why
    }
  }

  private void ping(URI base) {
    URI uri = base.resolve("/v2/");
    try {
      Wire.drain(wire.send(HttpRequest.newBuilder().GET(), uri, null));
    } catch (IOException e) {
      throw Failures.of("GET", uri, e);
    }
  }

  @Override
  public void close() {
    clients.close();
  }
}
