package havre.engine.lifecycle;

import havre.linux.Errno;
import havre.linux.LinuxException;
import havre.linux.fs.Entries;
import havre.linux.fs.Root;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// Paths of containers as text. What they lead to is always asked of the kernel; the text is for
/// the client only.
final class PathNames {
  private static final int MAX_LINKS = 40;

  private PathNames() {}

  /// Absolute, without `.`, `..` and double slashes, but with the `/` or `/.` it ends in.
  static String clean(String path) {
    String cleaned = "/" + String.join("/", components(path));
    String trimmed = path.replaceAll("/+$", "");
    if (trimmed.endsWith("/.") || trimmed.equals(".")) {
      return cleaned.equals("/") ? "/." : cleaned + "/.";
    }
    return path.endsWith("/") && !cleaned.equals("/") ? cleaned + "/" : cleaned;
  }

  /// The last component; `/` of the root.
  static String base(String cleaned) {
    String trimmed = withoutSlash(cleaned);
    String name = trimmed.substring(trimmed.lastIndexOf('/') + 1);
    return name.isEmpty() ? "/" : name;
  }

  static String withoutSlash(String path) {
    return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  /// Where a path leads when all links are followed, as far as there is something.
  static String followed(Root root, String path) {
    var done = new ArrayList<String>();
    Deque<String> ahead = new ArrayDeque<>(List.of(path.split("/")));
    int links = 0;
    while (!ahead.isEmpty()) {
      String name = ahead.pop();
      if (name.isEmpty() || name.equals(".")) {
        continue;
      }
      if (name.equals("..")) {
        if (!done.isEmpty()) {
          done.removeLast();
        }
        continue;
      }
      done.add(name);
      Optional<String> target = link(root, "/" + String.join("/", done));
      if (target.isPresent() && links++ < MAX_LINKS) {
        done.removeLast();
        if (target.get().startsWith("/")) {
          done.clear();
        }
        List.of(target.get().split("/")).reversed().forEach(ahead::push);
      }
    }
    return "/" + String.join("/", done);
  }

  private static Optional<String> link(Root root, String path) {
    try (Root.Place place = root.place(path)) {
      return Optional.of(Entries.readSymlink(place.directory(), place.name()));
    } catch (LinuxException e) {
      if (e.is(Errno.EINVAL) || e.is(Errno.ENOENT) || e.is(Errno.ENOTDIR) || e.is(Errno.ELOOP)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static List<String> components(String path) {
    var components = new ArrayList<String>();
    for (String part : path.split("/")) {
      if (part.equals("..")) {
        if (!components.isEmpty()) {
          components.removeLast();
        }
      } else if (!part.isEmpty() && !part.equals(".")) {
        components.add(part);
      }
    }
    return components;
  }
}
