package havre.cli.create;

import havre.cli.flag.Csv;
import havre.cli.flag.FlagValue;
import havre.cli.flag.GoNumbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// `--network`: a name, or `name=…,alias=…,ip=…` and so on.
final class NetworksValue implements FlagValue {
  /// One network to be connected to.
  static final class Attachment {
    String name = "";
    String ip = "";
    String ip6 = "";
    String mac = "";
    long gatewayPriority;
    List<String> aliases = new ArrayList<>();
    List<String> links = new ArrayList<>();
    List<String> linkLocalIps = new ArrayList<>();
    List<String> driverOptions = new ArrayList<>();
  }

  private final List<Attachment> attachments = new ArrayList<>();

  List<Attachment> get() {
    return attachments;
  }

  @Override
  public void set(String text) {
    var attachment = new Attachment();
    List<String> fields = Csv.fields(text);
    if (text.indexOf('=') < 0 && fields.size() == 1) {
      attachment.name = text;
    } else {
      for (String field : fields) {
        setField(attachment, field);
      }
      if (attachment.name.isEmpty()) {
        throw new IllegalArgumentException("network name/id is not specified");
      }
    }
    attachments.add(attachment);
  }

  private static void setField(Attachment attachment, String field) {
    int equals = field.indexOf('=');
    if (equals < 1 || equals == field.length() - 1) {
      throw new IllegalArgumentException("invalid field " + field);
    }
    String key = field.substring(0, equals).strip().toLowerCase(Locale.ROOT);
    String value = field.substring(equals + 1).strip();
    switch (key) {
      case "name" -> attachment.name = value;
      case "alias" -> attachment.aliases.add(value);
      case "ip" -> attachment.ip = value;
      case "ip6" -> attachment.ip6 = value;
      case "link-local-ip" -> attachment.linkLocalIps.add(value);
      case "driver-opt" -> {
        if (value.indexOf('=') < 0) {
          throw new IllegalArgumentException("invalid key value pair format in driver options");
        }
        attachment.driverOptions.add(value);
      }
      case "mac-address" -> {
        if (!Addresses.isMac(value)) {
          throw new IllegalArgumentException(value + " is not a valid mac address");
        }
        attachment.mac = value;
      }
      case "gw-priority" -> {
        try {
          attachment.gatewayPriority = GoNumbers.parse(value);
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(
              "invalid gw-priority (" + value + "): invalid syntax", e);
        }
      }
      default -> throw new IllegalArgumentException("invalid field key " + key);
    }
  }

  @Override
  public String type() {
    return "network";
  }
}
