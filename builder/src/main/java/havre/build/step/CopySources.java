package havre.build.step;

import havre.build.context.RemoteFiles;
import havre.build.context.SourceTree;
import havre.common.HavreException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Finds what the sources of a `COPY` or `ADD` stand for.
///
/// @param tree the context, or the files of `--from`
/// @param remote brings files of web servers and repositories
record CopySources(CopyRequest request, SourceTree tree, RemoteFiles remote) {
  private static final String PIVOT = "/./";

  /// @throws HavreException with Docker's text for what is not there
  List<CopyItem> find() throws IOException {
    var items = new ArrayList<CopyItem>();
    for (String source : request.sources()) {
      boolean git = RemoteFiles.isRepository(source);
      boolean web = !git && (source.startsWith("http://") || source.startsWith("https://"));
      if ((git || web) && !request.isAdd()) {
        throw HavreException.invalid("source can't be a URL for COPY");
      }
      if (request.checksum().isPresent() && !git && !web) {
        throw HavreException.invalid("checksum can't be specified for non-HTTP(S) sources");
      }
      if (git) {
        items.add(repository(source));
      } else if (web) {
        items.add(file(source));
      } else {
        local(source, items);
      }
    }
    request.checkTarget(items.size());
    return items;
  }

  private CopyItem repository(String source) throws IOException {
    SourceTree checkout =
        remote.repository(source, request.keepsGitDirectory(), request.checksum().orElse(""));
    return new CopyItem(checkout, "", "", false);
  }

  private CopyItem file(String source) throws IOException {
    RemoteFiles.Fetched fetched = asAdd(() -> remote.file(source, request.checksum().orElse("")));
    if (fetched.name().isEmpty() && request.target().endsWith("/")) {
      throw HavreException.invalid("ADD failed: cannot determine filename from url: " + source);
    }
    return new CopyItem(fetched.tree(), fetched.name(), "", request.unpack().orElse(false));
  }

  private interface Fetching<T> {
    T fetch() throws IOException;
  }

  private static <T> T asAdd(Fetching<T> fetching) throws IOException {
    try {
      return fetching.fetch();
    } catch (HavreException e) {
      throw new HavreException(e.kind(), "ADD failed: " + e.getMessage(), e);
    }
  }

  private void local(String source, List<CopyItem> items) {
    int pivot = request.keepsParents() ? source.indexOf(PIVOT) : -1;
    String base = pivot < 0 ? "" : cleaned(source.substring(0, pivot));
    String rest = pivot < 0 ? source : source.substring(pivot + PIVOT.length());
    String path = cleaned(base.isEmpty() ? rest : base + "/" + rest);
    for (String found : matches(source, path)) {
      if (request.excluded().isEmpty() || !request.excluded().excludes(name(found))) {
        items.add(
            new CopyItem(
                tree,
                found,
                request.keepsParents() ? parent(found.substring(base.length())) : "",
                request.isAdd() && request.unpack().orElse(true)));
      }
    }
  }

  private static String name(String path) {
    return path.isEmpty() ? "." : path.substring(path.lastIndexOf('/') + 1);
  }

  private static String parent(String path) {
    String relative = path.startsWith("/") ? path.substring(1) : path;
    int slash = relative.lastIndexOf('/');
    return slash < 0 ? "" : relative.substring(0, slash);
  }

  private List<String> matches(String source, String path) {
    if (SourceTree.isPattern(path)) {
      List<String> matches = tree.matches(path);
      if (matches.isEmpty()) {
        throw HavreException.invalid(request.keyword() + " failed: no source files were specified");
      }
      return matches;
    }
    if (tree.root().status(CopyItem.opened(path)).isEmpty()) {
      throw CopyItem.notFound(request.keyword(), source);
    }
    return List.of(path);
  }

  /// Relative to the tree's root; `..` leads no further up than that.
  private String cleaned(String source) {
    boolean leadsOut = request.from().isEmpty() && Path.of(source).normalize().startsWith("..");
    if (leadsOut) {
      throw HavreException.invalid(
          request.keyword()
              + " failed: forbidden path outside the build context: "
              + source
              + " ()");
    }
    return Path.of("/", source).normalize().toString().substring(1);
  }
}
