package havre.runtime.security;

import havre.common.HavreException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// A set of capabilities, as the kernel's 64-bit mask.
public record CapabilitySet(long mask) {
  private static final String ALL = "ALL";
  private static final CapabilitySet DEFAULTS =
      of(
          EnumSet.of(
              Capability.CHOWN,
              Capability.DAC_OVERRIDE,
              Capability.FSETID,
              Capability.FOWNER,
              Capability.MKNOD,
              Capability.NET_RAW,
              Capability.SETGID,
              Capability.SETUID,
              Capability.SETFCAP,
              Capability.SETPCAP,
              Capability.NET_BIND_SERVICE,
              Capability.SYS_CHROOT,
              Capability.KILL,
              Capability.AUDIT_WRITE));

  public static CapabilitySet of(Set<Capability> capabilities) {
    long mask = 0;
    for (Capability capability : capabilities) {
      mask |= capability.mask();
    }
    return new CapabilitySet(mask);
  }

  /// Docker's fourteen.
  public static CapabilitySet defaults() {
    return DEFAULTS;
  }

  /// What a container gets for `CapAdd`, `CapDrop` and `Privileged`, as Docker computes it: with
  /// ALL added, everything but what is dropped; else with ALL dropped, only what is added; else the
  /// defaults less the dropped with the added.
  ///
  /// @param available what the daemon itself may grant; "all" means these
  /// @throws HavreException INVALID for an unknown name, in Docker's words
  public static CapabilitySet resolve(
      boolean privileged, List<String> add, List<String> drop, CapabilitySet available) {
    Request added = Request.parse("CapAdd", add);
    Request dropped = Request.parse("CapDrop", drop);
    long mask;
    if (privileged) {
      mask = available.mask;
    } else if (added.all) {
      mask = available.mask & ~dropped.mask;
    } else if (dropped.all) {
      mask = added.mask;
    } else {
      mask = DEFAULTS.mask & ~dropped.mask | added.mask;
    }
    return new CapabilitySet(mask);
  }

  public boolean contains(Capability capability) {
    return (mask & capability.mask()) != 0;
  }

  public CapabilitySet without(CapabilitySet other) {
    return new CapabilitySet(mask & ~other.mask);
  }

  public List<Capability> list() {
    var list = new ArrayList<Capability>();
    for (Capability capability : Capability.values()) {
      if (contains(capability)) {
        list.add(capability);
      }
    }
    return List.copyOf(list);
  }

  private record Request(boolean all, long mask) {
    static Request parse(String field, List<String> names) {
      boolean all = false;
      long mask = 0;
      for (String name : names) {
        String upper = name.toUpperCase(Locale.ROOT);
        if (upper.equals(ALL)) {
          all = true;
        } else {
          mask |=
              Capability.find(name)
                  .orElseThrow(() ->
                      HavreException.invalid(
                          "invalid %s: unknown capability: \"%s\""
                              .formatted(field, upper.startsWith("CAP_") ? upper : "CAP_" + upper)))
                  .mask();
        }
      }
      return new Request(all, mask);
    }
  }
}
