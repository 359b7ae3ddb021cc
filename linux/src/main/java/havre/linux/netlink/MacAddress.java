package havre.linux.netlink;

import java.util.HexFormat;

/// A hardware address of six bytes.
public record MacAddress(String text) {
  private static final HexFormat FORM = HexFormat.ofDelimiter(":");
  private static final int LENGTH = 6;

  public MacAddress {
    if (FORM.parseHex(text).length != LENGTH) {
      throw new IllegalArgumentException("not a hardware address: " + text);
    }
  }

  public static MacAddress of(byte[] bytes) {
    return new MacAddress(FORM.formatHex(bytes));
  }

  public byte[] bytes() {
    return FORM.parseHex(text);
  }

  @Override
  public String toString() {
    return text;
  }
}
