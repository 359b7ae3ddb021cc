package havre.network;

import java.util.List;
import java.util.Map;

/// How a container finds others by name.
///
/// @param links names that only this container knows, by the networks where it knows them, each
///   with the name, the id or the beginning of the id of the container it means
/// @param servers who is asked for names of the world
public record NameLookup(Map<String, Map<String, String>> links, List<String> servers) {
  public static final NameLookup NONE = new NameLookup(Map.of(), List.of());

  public NameLookup {
    links = Map.copyOf(links);
    servers = List.copyOf(servers);
  }
}
