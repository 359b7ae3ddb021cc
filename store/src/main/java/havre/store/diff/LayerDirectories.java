package havre.store.diff;

import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.linux.fs.Root;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Finds the directories of a layer by descriptor, the kernel resolving every path within the
/// layer's root, and keeps those used last open. Not thread-safe.
final class LayerDirectories implements AutoCloseable {
  private static final int KEPT = 32;
  static final int IMPLIED_MODE = 0755;
  private static final OpenHow WITHIN = OpenHow.DIRECTORY.inRoot();

  private final Fd root;
  private final Map<String, Fd> open =
      new LinkedHashMap<>(KEPT * 2, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Fd> eldest) {
          if (size() > KEPT) {
            eldest.getValue().close();
            return true;
          }
          return false;
        }
      };

  private final List<Fd> retired = new ArrayList<>();

  /// @param root the layer's root, which stays the caller's
  LayerDirectories(Fd root) {
    this.root = root;
  }

  /// The directory at a path; it stays open until a few others were asked for.
  Fd existing(String path) {
    if (path.isEmpty()) {
      return root;
    }
    Fd known = open.get(path);
    if (known != null) {
      return known;
    }
    Fd found = Open.at(root, path, WITHIN);
    open.put(path, found);
    return found;
  }

  /// As [#existing], making what is missing on the way, also where a link of the layer leads.
  Fd existingOrMade(String path) {
    try {
      return existing(path);
    } catch (LinuxException e) {
      if (!e.is(Errno.ENOENT)) {
        throw e;
      }
    }
    new Root(root).makeDirectories(path, IMPLIED_MODE, 0, 0).close();
    return existing(path);
  }

  /// Forgets what was found: paths have changed their meaning. Descriptors handed out stay open
  /// until [#next].
  void forget() {
    retired.addAll(open.values());
    open.clear();
  }

  /// To be called before each entry.
  void next() {
    if (!retired.isEmpty()) {
      retired.forEach(Fd::close);
      retired.clear();
    }
  }

  @Override
  public void close() {
    forget();
    next();
  }
}
