package havre.volumes;

import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.linux.LinuxException;
import havre.linux.mount.Mounts;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// One mount(2) as a volume's options want it. The kernel mounts NFS and CIFS only from addresses,
/// so names are looked up before.
record MountCall(LocalOptions options, Path target) {
  private static final String ADDRESS = "addr=";

  void run() {
    String data = String.join(",", options.overNetwork() ? withAddress() : options.data());
    String type = options.isBind() ? "" : options.type();
    try {
      Mounts.mount(options.device(), target.toString(), type, options.flags(), data);
    } catch (LinuxException e) {
      throw failure(data, e);
    }
  }

  private List<String> withAddress() {
    var words = new ArrayList<String>();
    for (String word : options.data()) {
      words.add(word.startsWith(ADDRESS) ? ADDRESS + address(word) : word);
    }
    boolean named = words.stream().anyMatch(word -> word.startsWith(ADDRESS));
    if (!named && options.type().equals("cifs")) {
      String server = options.device().replaceFirst("^(smb:)?//", "").split("/", 2)[0];
      words.add(ADDRESS + resolve(server));
    }
    return words;
  }

  private static String address(String word) {
    return resolve(word.substring(ADDRESS.length()));
  }

  private static String resolve(String host) {
    try {
      return InetAddress.getByName(host).getHostAddress();
    } catch (UnknownHostException e) {
      throw HavreException.internal(
          "error resolving passed in network volume address: lookup " + host + ": no such host", e);
    }
  }

  private HavreException failure(String data, LinuxException e) {
    String flags = options.flags() == 0 ? "" : ", flags: 0x" + Long.toHexString(options.flags());
    String shown = data.replaceAll("(^|,)(password|pass)=[^,]*", "$1$2=********");
    return new HavreException(
        ErrorKind.INTERNAL,
        "error while mounting volume '%s': failed to mount local volume: mount %s:%s%s%s: %s"
            .formatted(
                target,
                options.device(),
                target,
                flags,
                shown.isEmpty() ? "" : ", data: " + shown,
                KernelWords.of(e.errno())),
        e);
  }
}
