package havre.buildkit.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import havre.build.context.BuildContext;
import havre.linux.fs.Root;
import havre.transport.grpc.GrpcExchange;
import java.io.IOException;
import java.net.URLEncoder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/// The folders that a client offers to its builds.
public final class LocalFolders {
  private static final String COPY = "moby.filesync.v1.FileSync/DiffCopy";

  private final Session session;

  public LocalFolders(Session session) {
    this.session = session;
  }

  /// What is wanted of a folder.
  ///
  /// @param excluded patterns of `.dockerignore`
  /// @param followed the only paths that are wanted, with what links in them lead to; none for all
  public record Wanted(String folder, List<String> excluded, List<String> followed) {
    public Wanted {
      excluded = List.copyOf(excluded);
      followed = List.copyOf(followed);
    }
  }

  /// Receives a folder's files.
  ///
  /// @return the number of bytes that came
  public long receive(Wanted wanted, Root root, LongConsumer progress) throws IOException {
    try (GrpcExchange exchange = session.call(COPY, metadata(wanted))) {
      return new TreeReception(exchange, root, progress).run();
    }
  }

  /// Receives a folder's files where earlier ones may lie; what has not changed is not sent again.
  ///
  /// @param known what lies in kept folders
  public long receiveAgain(
      Wanted wanted, BuildContext folder, KnownFiles known, LongConsumer progress)
      throws IOException {
    Map<String, KnownFiles.Known> earlier = known.take(folder.folder());
    try (GrpcExchange exchange = session.call(COPY, metadata(wanted))) {
      var reception = new TreeReception(exchange, folder.files().root(), earlier, progress);
      long bytes = reception.run();
      known.keep(folder.folder(), reception.known());
      return bytes;
    }
  }

  private static Map<String, List<String>> metadata(Wanted wanted) {
    var metadata = new HashMap<String, List<String>>();
    put(metadata, "dir-name", List.of(wanted.folder()));
    put(metadata, "exclude-patterns", wanted.excluded());
    put(metadata, "followpaths", wanted.followed());
    return metadata;
  }

  /// Headers are ASCII: other texts are sent escaped, and said to be.
  private static void put(Map<String, List<String>> metadata, String key, List<String> values) {
    if (values.isEmpty()) {
      return;
    }
    boolean plain =
        values.stream().allMatch(value -> value.chars().allMatch(c -> c >= ' ' && c < 127));
    if (plain) {
      metadata.put(key, values);
      return;
    }
    metadata.put(key, values.stream().map(value -> URLEncoder.encode(value, UTF_8)).toList());
    metadata.put(key + "-encoded", List.of("1"));
  }
}
