package havre.cli.create;

import havre.cli.flag.FlagValue;

/// An option that only Windows containers know.
final class WindowsValue implements FlagValue {
  private final String name;

  WindowsValue(String name) {
    this.name = name;
  }

  @Override
  public void set(String text) {
    throw new IllegalArgumentException(
        "\"--" + name + "\" is only supported for Windows containers");
  }

  @Override
  public String type() {
    return "string";
  }
}
