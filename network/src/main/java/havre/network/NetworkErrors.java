package havre.network;

import havre.common.ErrorKind;
import havre.common.HavreException;

/// The texts about networks that clients match on, in Docker's wording.
public final class NetworkErrors {
  private NetworkErrors() {}

  public static HavreException notFound(String nameOrId) {
    return HavreException.notFound("network " + nameOrId + " not found");
  }

  static HavreException ambiguousName(String name, int matches) {
    return HavreException.invalid(
        "network %s is ambiguous (%d matches found on name)".formatted(name, matches));
  }

  static HavreException ambiguousId(String prefix, int matches) {
    return HavreException.invalid(
        "network %s is ambiguous (%d matches found based on ID prefix)".formatted(prefix, matches));
  }

  static HavreException predefined(String name) {
    return forbidden("operation is not permitted on predefined " + name + " network ");
  }

  static HavreException onlyOne(String driver) {
    return forbidden("only one instance of \"" + driver + "\" network is allowed");
  }

  static HavreException exists(String name) {
    return HavreException.conflict("network with name " + name + " already exists");
  }

  /// For drivers of networks and of addresses.
  static HavreException noDriver(String driver) {
    return HavreException.notFound("plugin \"" + driver + "\" not found");
  }

  public static HavreException cannotRemove(String name) {
    return forbidden(name + " is a pre-defined network and cannot be removed");
  }

  static HavreException configOnly(String name) {
    return forbidden(
        "cannot restrict the configuration: configuration-only network "
            + name
            + " cannot be used");
  }

  public static HavreException forbidden(String message) {
    return new HavreException(ErrorKind.FORBIDDEN, message);
  }
}
