package havre.linux.process;

/// The machine's memory, in bytes, from `/proc/meminfo`.
public record MemoryInfo(long total, long available, long swapTotal, long swapFree) {
  private static final long KIB = 1024;

  public static MemoryInfo read() {
    return parse(HostInfo.content("/proc/meminfo"));
  }

  static MemoryInfo parse(String text) {
    return new MemoryInfo(
        value(text, "MemTotal"),
        value(text, "MemAvailable"),
        value(text, "SwapTotal"),
        value(text, "SwapFree"));
  }

  private static long value(String text, String key) {
    return text.lines()
        .filter(line -> line.startsWith(key + ":"))
        .map(line -> line.substring(key.length() + 1).strip().split(" ", -1)[0])
        .mapToLong(number -> Long.parseLong(number) * KIB)
        .findFirst()
        .orElse(0);
  }
}
