package havre.engine.launch;

import havre.engine.container.HostOptions;
import havre.engine.state.Definition;
import havre.network.DnsOptions;
import havre.network.Endpoint;
import havre.network.HostsFile;
import havre.network.NetworkInfo;
import havre.network.Networks;
import havre.network.ResolvConf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/// Writes the files of a container that tell it who and where it is.
public final class HostFiles {
  private static final Path HOSTS = Path.of("/etc/hosts");

  private final ContainerFiles files;
  private final DnsOptions defaults;
  private final Networks networks;

  /// Those of running containers are changed by whatever changes around them.
  private final ReentrantLock changing = new ReentrantLock();

  /// @param defaults of containers that ask for no name servers of their own
  public HostFiles(ContainerFiles files, DnsOptions defaults, Networks networks) {
    this.files = files;
    this.defaults = defaults;
    this.networks = networks;
  }

  /// @param endpoints its places on networks
  /// @param links what it is told of others
  public void write(Definition definition, List<Endpoint> endpoints, List<HostsFile.Entry> links) {
    boolean hostNetwork = definition.spec().host().networking().mode().equals("host");
    try {
      files.write(
          definition.id().value(),
          definition.spec().config().hostname(),
          hosts(definition, endpoints, links, hostNetwork),
          resolvConf(definition, endpoints, hostNetwork));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String hosts(
      Definition definition,
      List<Endpoint> endpoints,
      List<HostsFile.Entry> links,
      boolean hostNetwork)
      throws IOException {
    var extra =
        new ArrayList<HostsFile.Entry>(
            definition.spec().host().networking().extraHosts().stream()
                .map(text -> HostsFile.Entry.parse(text, networks.hostGateway()))
                .toList());
    extra.addAll(links);
    if (hostNetwork && Files.exists(HOSTS)) {
      var text = new StringBuilder(Files.readString(HOSTS));
      extra.forEach(e -> text.append(e.address()).append('\t').append(e.names()).append('\n'));
      return text.toString();
    }
    return HostsFile.content(
        extra,
        endpoints.stream().flatMap(e -> own(definition, e).stream()).toList(),
        !definition.spec().host().hasNoIpv6());
  }

  private static List<HostsFile.Entry> own(Definition definition, Endpoint endpoint) {
    return HostsFile.own(
        endpoint, definition.spec().config().hostname(), definition.spec().config().domainname());
  }

  private String resolvConf(Definition definition, List<Endpoint> endpoints, boolean hostNetwork)
      throws IOException {
    DnsOptions options = options(definition.spec().host().networking());
    ResolvConf host = ResolvConf.ofHost();
    if (hostNetwork) {
      return host.forHostNetwork(options);
    }
    if (endpoints.stream().anyMatch(this::hasNames)) {
      return host.forInternalResolver(options);
    }
    boolean ipv6 = endpoints.stream().anyMatch(e -> e.ipv6Address().isPresent());
    return host.forContainer(options, ipv6);
  }

  private boolean hasNames(Endpoint endpoint) {
    return networks.find(endpoint.networkId()).filter(NetworkInfo::hasNames).isPresent();
  }

  private DnsOptions options(HostOptions.Networking asked) {
    return new DnsOptions(asked.dns(), asked.dnsSearch(), asked.dnsOptions()).orElse(defaults);
  }

  /// Who is asked for names of the world.
  public List<String> upstreamServers(HostOptions.Networking asked) {
    try {
      return ResolvConf.ofHost().upstreamServers(options(asked));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Tells a running container of a further place; what was changed inside stays.
  ///
  /// @param before its places until now
  public void add(Definition definition, List<Endpoint> before, Endpoint added) {
    change(
        definition,
        before,
        append(before, added),
        text -> HostsFile.with(text, own(definition, added)));
  }

  /// Takes a place from what a running container is told.
  public void remove(Definition definition, List<Endpoint> before, Endpoint removed) {
    change(
        definition,
        before,
        before.stream().filter(e -> !e.equals(removed)).toList(),
        text -> HostsFile.without(text, own(definition, removed)));
  }

  /// Takes a link from what a running container is told.
  public void unlink(Definition definition, String alias) {
    relink(definition, alias, List.of());
  }

  /// Tells a running container another address of what it has linked.
  ///
  /// @param entries its lines now
  public void relink(Definition definition, String alias, List<HostsFile.Entry> entries) {
    Path hosts = files.hosts(definition.id().value());
    changing.lock();
    try {
      String before = Files.readString(hosts);
      String after = HostsFile.with(HostsFile.withoutName(before, alias), entries);
      if (!after.equals(before)) {
        Files.writeString(hosts, after);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      changing.unlock();
    }
  }

  private static List<Endpoint> append(List<Endpoint> before, Endpoint added) {
    var all = new ArrayList<>(before);
    all.add(added);
    return all;
  }

  private void change(
      Definition definition,
      List<Endpoint> before,
      List<Endpoint> after,
      UnaryOperator<String> hostsChange) {
    String id = definition.id().value();
    changing.lock();
    try {
      Path hosts = files.hosts(id);
      Files.writeString(hosts, hostsChange.apply(Files.readString(hosts)));
      Path resolvConf = files.resolvConf(id);
      if (Files.readString(resolvConf).equals(resolvConf(definition, before, false))) {
        Files.writeString(resolvConf, resolvConf(definition, after, false));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      changing.unlock();
    }
  }

  /// Gives a container the files of the one whose network it shares.
  public void share(Definition from, Definition to) {
    String source = from.id().value();
    try {
      files.write(
          to.id().value(),
          from.spec().config().hostname(),
          Files.readString(files.hosts(source)),
          Files.readString(files.resolvConf(source)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
