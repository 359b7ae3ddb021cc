package havre.runtime.user;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// Reads /etc/passwd and /etc/group: lines of fields between colons. Lines that make no sense are
/// passed over.
final class AccountFile {
  private static final int LONGEST_LINE = 64 * 1024;

  private AccountFile() {}

  /// An entry of /etc/passwd. Fields that are missing are empty; numbers out of range are kept as
  /// they stand, to be refused when they are used.
  record User(String name, long uid, long gid, String home) {}

  /// An entry of /etc/group.
  record Group(String name, long gid, List<String> members) {}

  static List<User> users(byte @Nullable [] content) {
    var users = new ArrayList<User>();
    for (String[] fields : lines(content)) {
      Long uid = number(field(fields, 2));
      Long gid = number(field(fields, 3));
      if (uid != null && gid != null) {
        users.add(new User(fields[0], uid, gid, field(fields, 5)));
      }
    }
    return users;
  }

  static List<Group> groups(byte @Nullable [] content) {
    var groups = new ArrayList<Group>();
    for (String[] fields : lines(content)) {
      Long gid = number(field(fields, 2));
      if (gid != null) {
        groups.add(new Group(fields[0], gid, List.of(field(fields, 3).split(","))));
      }
    }
    return groups;
  }

  /// A decimal number, with or without a sign; null when it is none. One too large for a long is
  /// the largest.
  static @Nullable Long number(String text) {
    int start = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
    if (start == text.length()) {
      return null;
    }
    for (int i = start; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return null;
      }
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }

  /// The number as the kernel takes it; empty when it is out of range.
  static OptionalInt id(long number) {
    return number >= 0 && number <= Integer.MAX_VALUE
        ? OptionalInt.of((int) number)
        : OptionalInt.empty();
  }

  private static List<String[]> lines(byte @Nullable [] content) {
    var lines = new ArrayList<String[]>();
    if (content == null) {
      return lines;
    }
    int start = 0;
    for (int i = 0; i <= content.length; i++) {
      if (i == content.length || content[i] == '\n') {
        if (i > start && i - start <= LONGEST_LINE) {
          String line = new String(content, start, i - start, StandardCharsets.UTF_8).strip();
          if (!line.isEmpty() && line.charAt(0) != '#') {
            lines.add(line.split(":", -1));
          }
        }
        start = i + 1;
      }
    }
    return lines;
  }

  private static String field(String[] fields, int index) {
    return index < fields.length ? fields[index] : "";
  }
}
