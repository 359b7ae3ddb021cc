package havre.network;

import havre.common.ErrorKind;
import havre.common.HavreException;
import java.util.HashMap;
import java.util.Map;

/// Whether neighbours are told of a new container's addresses, so that they forget who had them
/// before. The kernel tells them once, when the interface comes up; how often and how fast it is
/// repeated elsewhere means nothing here.
///
/// @param messages how many; negative where nothing was said
record AdvertiseOptions(int messages) {
  private static final String COUNT = "com.docker.network.advertise_addr_nmsgs";
  private static final String INTERVAL = "com.docker.network.advertise_addr_ms";
  private static final String SYSCTLS = "com.docker.network.endpoint.sysctls";
  private static final int MOST = 3;
  private static final int SHORTEST = 100;
  private static final int LONGEST = 2000;

  /// @throws HavreException INVALID with Docker's texts
  static AdvertiseOptions of(NetworkSpec spec) {
    number(spec, INTERVAL, "integer milliseconds", SHORTEST, LONGEST);
    return new AdvertiseOptions(number(spec, COUNT, "an integer", 0, MOST));
  }

  private static int number(NetworkSpec spec, String option, String kind, int least, int most) {
    String text = spec.option(option);
    if (text.isEmpty()) {
      return -1;
    }
    int number;
    try {
      number = Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new HavreException(
          ErrorKind.INVALID,
          "value for option %s \"%s\" must be %s".formatted(option, text, kind),
          e);
    }
    if (number < least || number > most) {
      throw HavreException.invalid(
          "%s must be in the range %d to %d".formatted(option, least, most));
    }
    return number;
  }

  /// An endpoint's options with the settings that make the kernel tell. A hardware address that
  /// belongs to the IPv4 address is nothing new to anybody.
  ///
  /// @param news whether neighbours may remember something else
  Map<String, String> with(Map<String, String> options, boolean news) {
    if (messages == 0 || messages < 0 && !news) {
      return options;
    }
    var all = new HashMap<>(options);
    all.merge(
        SYSCTLS,
        "net.ipv4.conf.IFNAME.arp_notify=1,net.ipv6.conf.IFNAME.ndisc_notify=1",
        (asked, added) -> added + "," + asked);
    return all;
  }
}
