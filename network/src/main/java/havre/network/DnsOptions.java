package havre.network;

import java.util.List;

/// What is asked for a container's name resolution (`--dns`, `--dns-search`, `--dns-option`); an
/// empty list leaves the host's. A search list of only `.` stands for none at all.
public record DnsOptions(List<String> nameservers, List<String> search, List<String> options) {
  public static final DnsOptions NONE = new DnsOptions(List.of(), List.of(), List.of());

  public DnsOptions {
    nameservers = List.copyOf(nameservers);
    search = List.copyOf(search);
    options = List.copyOf(options);
  }

  /// These options with others where these say nothing.
  public DnsOptions orElse(DnsOptions other) {
    return new DnsOptions(
        nameservers.isEmpty() ? other.nameservers : nameservers,
        search.isEmpty() ? other.search : search,
        options.isEmpty() ? other.options : options);
  }
}
