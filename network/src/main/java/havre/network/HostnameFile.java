package havre.network;

/// The content of a container's `/etc/hostname`.
public final class HostnameFile {
  private HostnameFile() {}

  public static String content(String hostname, String domainname) {
    return (domainname.isEmpty() ? hostname : hostname + "." + domainname) + "\n";
  }
}
