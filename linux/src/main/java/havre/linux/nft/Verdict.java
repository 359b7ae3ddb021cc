package havre.linux.nft;

/// What happens to a packet.
///
/// @param chain where a jump goes; else empty
record Verdict(int code, String chain) {
  private static final int CODE_JUMP = -3;
  private static final int CODE_RETURN = -5;

  static final Verdict DROP = new Verdict(0, "");
  static final Verdict ACCEPT = new Verdict(1, "");
  static final Verdict RETURN = new Verdict(CODE_RETURN, "");

  static Verdict jump(String chain) {
    return new Verdict(CODE_JUMP, chain);
  }
}
