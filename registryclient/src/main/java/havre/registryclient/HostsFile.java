package havre.registryclient;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import havre.common.HavreException;
import havre.registryclient.Endpoint.Capability;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What `certs.d/<registry>/hosts.toml` says of a registry, in containerd's form: which hosts are
/// asked for its images, in that order, and how.
///
/// @param hosts are asked before the registry itself
/// @param server the registry itself, null for where its name leads
record HostsFile(List<Endpoint> hosts, @Nullable Endpoint server) {
  static final HostsFile NONE = new HostsFile(List.of(), null);

  private static final String NAME = "hosts.toml";
  private static final String DEFAULTS = "_default";
  private static final Set<String> KNOWN =
      Set.of("capabilities", "ca", "client", "skip_verify", "header", "override_path");

  /// The HTTP client sets them itself.
  private static final Set<String> NOT_SET =
      Set.of("connection", "content-length", "expect", "host", "upgrade");

  private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9a-z-]+");

  HostsFile {
    hosts = List.copyOf(hosts);
  }

  /// The file for a registry, or that for all that have none.
  ///
  /// @param domain as in an image's name
  /// @throws HavreException naming the file and what is wrong with it
  static HostsFile of(Path folder, String domain) {
    Path own = folder.resolve(domain).resolve(NAME);
    Path common = folder.resolve(DEFAULTS).resolve(NAME);
    if (own.normalize().startsWith(folder) && Files.isRegularFile(own)) {
      return read(own);
    }
    return Files.isRegularFile(common) ? read(common) : NONE;
  }

  private static HostsFile read(Path file) {
    try {
      return new Reader(file.resolveSibling("")).file(parse(Files.readString(file)));
    } catch (HavreException | IOException e) {
      throw HavreException.internal("could not use " + file + ": " + e.getMessage(), e);
    }
  }

  private static Map<String, Object> parse(String text) throws IOException {
    try {
      return new TomlMapper()
          .readValue(text, new TypeReference<LinkedHashMap<String, Object>>() {});
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      throw HavreException.invalid("line " + line + ": " + e.getOriginalMessage());
    }
  }

  /// @param folder the file's, to which names in it are relative
  private record Reader(Path folder) {
    HostsFile file(Map<String, Object> root) {
      Map<String, Object> own = new LinkedHashMap<>(root);
      Object server = own.remove("server");
      Object hosts = own.remove("host");
      var all = new ArrayList<Endpoint>();
      for (Map.Entry<String, Object> host : table("host", hosts).entrySet()) {
        all.add(endpoint(host.getKey(), table(host.getKey(), host.getValue())));
      }
      if (server == null && !own.isEmpty()) {
        throw HavreException.invalid(
            "\"" + own.keySet().iterator().next() + "\" needs a \"server\"");
      }
      return new HostsFile(all, server == null ? null : endpoint(text("server", server), own));
    }

    private Endpoint endpoint(String address, Map<String, Object> options) {
      for (String option : options.keySet()) {
        if (!KNOWN.contains(option)) {
          throw HavreException.invalid("unknown option \"" + option + "\"");
        }
      }
      return new Endpoint(
          root(address, isOn("override_path", options)),
          capabilities(options.get("capabilities")),
          headers(options.get("header")),
          tls(options));
    }

    private static URI root(String address, boolean whole) {
      String text = address.contains("://") ? address : "https://" + address;
      try {
        URI uri = URI.create(text);
        boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
        if (web && uri.getHost() != null && uri.getQuery() == null && uri.getFragment() == null) {
          String path = String.valueOf(uri.getPath());
          String base = text.endsWith("/") ? text : text + "/";
          return URI.create(
              whole || path.endsWith("/v2") || path.endsWith("/v2/") ? base : base + "v2/");
        }
      } catch (IllegalArgumentException e) {
        throw HavreException.invalid("\"" + address + "\" is no address of a host");
      }
      throw HavreException.invalid("\"" + address + "\" is no address of a host");
    }

    private static Set<Capability> capabilities(@Nullable Object value) {
      if (value == null) {
        return EnumSet.allOf(Capability.class);
      }
      var capabilities = EnumSet.noneOf(Capability.class);
      for (String name : texts("capabilities", value)) {
        try {
          capabilities.add(Capability.valueOf(name.toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException e) {
          throw HavreException.invalid("unknown capability \"" + name + "\"");
        }
      }
      return capabilities;
    }

    private static Map<String, List<String>> headers(@Nullable Object value) {
      var headers = new LinkedHashMap<String, List<String>>();
      table("header", value)
          .forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!HEADER.matcher(lower).matches() || NOT_SET.contains(lower)) {
              throw HavreException.invalid("the header \"" + name + "\" can't be set");
            }
            headers.put(lower, texts("header", values));
          });
      return headers;
    }

    private Endpoint.@Nullable Tls tls(Map<String, Object> options) {
      Object ca = options.get("ca");
      Object client = options.get("client");
      boolean verified = !isOn("skip_verify", options);
      if (verified && ca == null && client == null) {
        return null;
      }
      return new Endpoint.Tls(
          verified,
          ca == null ? List.of() : texts("ca", ca).stream().map(folder::resolve).toList(),
          client == null ? List.of() : clients(client));
    }

    /// One file, several, or pairs of a certificate's and its key's.
    private List<Endpoint.ClientFiles> clients(Object value) {
      var clients = new ArrayList<Endpoint.ClientFiles>();
      for (Object each : value instanceof List<?> list ? list : List.of(value)) {
        List<String> names = texts("client", each);
        if (names.isEmpty() || names.size() > 2) {
          throw HavreException.invalid("\"client\" wants a file, or a certificate and its key");
        }
        boolean both = names.size() == 1 || names.getLast().isEmpty();
        Path certificate = folder.resolve(names.getFirst());
        clients.add(
            new Endpoint.ClientFiles(
                certificate, both ? certificate : folder.resolve(names.getLast())));
      }
      return clients;
    }

    private static boolean isOn(String option, Map<String, Object> options) {
      return switch (options.get(option)) {
        case null -> false;
        case Boolean on -> on;
        default -> throw HavreException.invalid("\"" + option + "\" is neither true nor false");
      };
    }

    private static String text(String option, Object value) {
      if (value instanceof String text) {
        return text;
      }
      throw HavreException.invalid("\"" + option + "\" is no text");
    }

    private static List<String> texts(String option, Object value) {
      return value instanceof List<?> list
          ? list.stream().map(each -> text(option, each)).toList()
          : List.of(text(option, value));
    }

    private static Map<String, Object> table(String option, @Nullable Object value) {
      if (value == null) {
        return Map.of();
      }
      if (value instanceof Map<?, ?> map) {
        var table = new LinkedHashMap<String, Object>();
        map.forEach((key, inner) -> table.put(String.valueOf(key), inner));
        return table;
      }
      throw HavreException.invalid("\"" + option + "\" is no table");
    }
  }
}
