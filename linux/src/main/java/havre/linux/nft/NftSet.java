package havre.linux.nft;

import java.util.List;

/// A set, or a map from keys to values. Keys and values may be concatenations.
///
/// @param values empty for a set
public record NftSet(String name, List<NftType> keys, List<NftType> values) {

  public NftSet {
    keys = List.copyOf(keys);
    values = List.copyOf(values);
  }

  public static NftSet set(String name, NftType... keys) {
    return new NftSet(name, List.of(keys), List.of());
  }

  boolean isMap() {
    return !values.isEmpty();
  }
}
