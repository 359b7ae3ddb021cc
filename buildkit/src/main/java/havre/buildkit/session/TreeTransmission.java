package havre.buildkit.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import havre.buildkit.wire.ProtoMessage;
import havre.buildkit.wire.ProtoWriter;
import havre.linux.Fd;
import havre.linux.fs.DirectoryListing;
import havre.linux.fs.Entries;
import havre.linux.fs.FileStatus;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.linux.fs.Root;
import havre.linux.io.Io;
import havre.linux.io.NativeBuffer;
import havre.transport.grpc.GrpcExchange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Sends a tree of files to a client (fsutil's protocol): tells what there is, then sends the bytes
/// that the client asks for. Used once, by one thread.
final class TreeTransmission {
  private static final int STAT = 0;
  private static final int REQUEST = 1;
  private static final int DATA = 2;
  private static final int FINISHED = 3;
  private static final int ERROR = 4;
  private static final int BUFFER = 32 * 1024;

  private final GrpcExchange exchange;
  private final Root root;
  private final NativeBuffer buffer = NativeBuffer.allocate(BUFFER);
  private final byte[] bytes = new byte[BUFFER];

  /// Where what was told lies here.
  private final List<String> paths = new ArrayList<>();

  private final Map<Long, String> links = new HashMap<>();
  private long sent;

  TreeTransmission(GrpcExchange exchange, Root root) {
    this.exchange = exchange;
    this.root = root;
  }

  /// @param folder at the client into which everything goes; empty for none
  long run(String folder) throws IOException {
    try (Fd directory = root.open("/", OpenHow.DIRECTORY)) {
      if (folder.isEmpty()) {
        tell(directory, "");
      } else {
        tell(Stat.of(folder, FileStatus.of(directory), ""), "/");
        tell(directory, folder + "/");
      }
    }
    exchange.write(new ProtoWriter().number(1, STAT).toBytes());
    while (true) {
      byte[] message = exchange.read();
      if (message == null) {
        return sent;
      }
      ProtoMessage packet = ProtoMessage.parse(message);
      switch ((int) packet.number(1)) {
        case REQUEST -> send(packet.number(3));
        case FINISHED -> {
          exchange.write(new ProtoWriter().number(1, FINISHED).toBytes());
          exchange.closeOutput();
        }
        case ERROR ->
            throw new IOException("error from receiver: " + new String(packet.bytes(4), UTF_8));
        default -> {}
      }
    }
  }

  /// In the order in which the client expects paths: each directory before what is in it.
  private void tell(Fd directory, String prefix) throws IOException {
    tell(directory, prefix, "");
  }

  /// @param prefix of the paths at the client
  /// @param below of the paths here
  private void tell(Fd directory, String prefix, String below) throws IOException {
    var entries = new ArrayList<>(DirectoryListing.of(directory));
    entries.sort(Comparator.comparing(DirectoryListing.Entry::name));
    for (var entry : entries) {
      String name = entry.name();
      String path = prefix + name;
      FileStatus status = FileStatus.at(directory, name);
      String link = status.isSymlink() ? Entries.readSymlink(directory, name) : first(status, path);
      tell(Stat.of(path, status, link), below + name);
      if (status.isDirectory()) {
        try (Fd inner = Open.at(directory, name, OpenHow.DIRECTORY.noFollow())) {
          tell(inner, path + "/", below + name + "/");
        }
      }
    }
  }

  private void tell(Stat stat, String path) throws IOException {
    paths.add(path);
    exchange.write(new ProtoWriter().number(1, STAT).message(2, stat.message()).toBytes());
  }

  /// The path under which the same file was told before, empty for the first.
  private String first(FileStatus status, String path) {
    if (!status.isRegular() || status.links() < 2) {
      return "";
    }
    String known = links.putIfAbsent(status.inode(), path);
    return known == null ? "" : known;
  }

  private void send(long id) throws IOException {
    if (id < 0 || id >= paths.size()) {
      throw new IOException("invalid file id " + id);
    }
    try (Fd file = root.open(paths.get((int) id), OpenHow.READ.noFollow())) {
      long at = 0;
      int count;
      while ((count = Io.readAt(file, at, buffer, 0, BUFFER)) > 0) {
        buffer.get(0, bytes, 0, count);
        at += count;
        sent += count;
        exchange.write(
            new ProtoWriter()
                .number(1, DATA)
                .number(3, id)
                .bytes(4, Arrays.copyOf(bytes, count))
                .toBytes());
      }
    }
    exchange.write(new ProtoWriter().number(1, DATA).number(3, id).toBytes());
  }
}
