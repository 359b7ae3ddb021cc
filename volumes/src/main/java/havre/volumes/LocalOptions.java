package havre.volumes;

import havre.common.HavreException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a local volume is mounted from: `type`, `device` and `o`, in mount(8)'s words.
///
/// @param flags the bits of mount(2)
/// @param data what the file system itself understands
record LocalOptions(String type, String device, long flags, List<String> data) {
  private static final Set<String> KNOWN = Set.of("type", "o", "device", "size");
  private static final Map<String, List<String>> REQUIRED =
      new LinkedHashMap<>(
          Map.of(
              "device",
              List.of("type"),
              "type",
              List.of("device"),
              "o",
              List.of("device", "type")));
  private static final long MS_BIND = 0x1000;
  private static final long MS_REC = 0x4000;
  private static final Map<String, Long> SETTING =
      Map.ofEntries(
          Map.entry("ro", 0x1L),
          Map.entry("nosuid", 0x2L),
          Map.entry("nodev", 0x4L),
          Map.entry("noexec", 0x8L),
          Map.entry("sync", 0x10L),
          Map.entry("mand", 0x40L),
          Map.entry("dirsync", 0x80L),
          Map.entry("noatime", 0x400L),
          Map.entry("nodiratime", 0x800L),
          Map.entry("bind", MS_BIND),
          Map.entry("rbind", MS_BIND | MS_REC),
          Map.entry("relatime", 0x200000L),
          Map.entry("strictatime", 0x1000000L));
  private static final Map<String, Long> CLEARING =
      Map.ofEntries(
          Map.entry("defaults", 0L),
          Map.entry("rw", 0x1L),
          Map.entry("suid", 0x2L),
          Map.entry("dev", 0x4L),
          Map.entry("exec", 0x8L),
          Map.entry("async", 0x10L),
          Map.entry("nomand", 0x40L),
          Map.entry("atime", 0x400L),
          Map.entry("diratime", 0x800L),
          Map.entry("norelatime", 0x200000L),
          Map.entry("nostrictatime", 0x1000000L));

  LocalOptions {
    data = List.copyOf(data);
  }

  /// Refuses what Docker refuses.
  static void check(Map<String, String> options) {
    for (String option : options.keySet()) {
      if (!KNOWN.contains(option)) {
        throw HavreException.invalid("invalid option: \"" + option + "\"");
      }
    }
    if (options.containsKey("size") && isLimit(options.getOrDefault("size", ""))) {
      throw HavreException.invalid("quota size requested but no quota support");
    }
    REQUIRED.forEach((option, needed) -> {
      if (options.containsKey(option)) {
        needed.stream()
            .filter(other -> !options.containsKey(other))
            .findFirst()
            .ifPresent(other -> {
              throw HavreException.invalid("missing required option: \"" + other + "\"");
            });
      }
    });
  }

  private static boolean isLimit(String size) {
    if (!size.matches("\\d+(\\.\\d+)? ?([kKmMgGtTpP]?[iI]?[bB]?)")) {
      throw HavreException.invalid("invalid size: '" + size + "'");
    }
    return size.chars().anyMatch(c -> c >= '1' && c <= '9');
  }

  static LocalOptions of(Map<String, String> options) {
    long flags = 0;
    var data = new ArrayList<String>();
    String words = options.getOrDefault("o", "");
    for (String word : words.isEmpty() ? new String[0] : words.split(",", -1)) {
      if (SETTING.containsKey(word)) {
        flags |= SETTING.get(word);
      } else if (CLEARING.containsKey(word)) {
        flags &= ~CLEARING.get(word);
      } else {
        data.add(word);
      }
    }
    return new LocalOptions(
        options.getOrDefault("type", ""), options.getOrDefault("device", ""), flags, data);
  }

  boolean isBind() {
    return (flags & MS_BIND) != 0;
  }

  /// Whether its content is gone with its last mount.
  boolean inMemory() {
    return type.equals("tmpfs") || type.equals("ramfs");
  }

  boolean overNetwork() {
    return type.equals("nfs") || type.equals("nfs4") || type.equals("cifs");
  }
}
