package havre.linux.nft;

import java.util.Optional;

/// A chain: one that the kernel calls at a hook, or one that rules jump to.
///
/// @param base where and when the kernel calls it; empty for a chain that is only jumped to
public record NftChain(String name, Optional<Base> base) {

  /// A chain that rules jump to.
  public static NftChain regular(String name) {
    return new NftChain(name, Optional.empty());
  }

  /// A chain that the kernel calls; a packet that no rule decides on is accepted.
  public static NftChain base(String name, Type type, Hook hook, int priority) {
    return new NftChain(name, Optional.of(new Base(type, hook, priority)));
  }

  /// A chain that the kernel calls, of any table, and what it does with a packet that no rule
  /// decides on.
  public record Found(NftTable table, NftChain chain, Hook hook, boolean drops) {}

  /// Where and when the kernel calls a chain; lower priorities come first.
  public record Base(Type type, Hook hook, int priority) {}

  /// What a chain may do.
  public enum Type {
    FILTER("filter"),
    NAT("nat");

    private final String word;

    Type(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  /// The places where packets pass, in the kernel's numbering.
  public enum Hook {
    PREROUTING,
    INPUT,
    FORWARD,
    OUTPUT,
    POSTROUTING
  }
}
