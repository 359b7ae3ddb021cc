package havre.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import havre.buildkit.wire.ProtoMessage;
import havre.buildkit.wire.ProtoWriter;
import havre.transport.grpc.GrpcCall;
import havre.transport.grpc.GrpcCode;
import havre.transport.grpc.GrpcException;
import havre.transport.grpc.GrpcHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a client of BuildKit's protocol offers in its session: files of folders, secrets, a folder
/// of blobs, and places for files.
final class ClientFiles implements GrpcHandler {
  static final Set<String> METHODS =
      Stream.concat(
              ClientBlobs.METHODS.stream(),
              Stream.of(
                  "moby.filesync.v1.FileSync/DiffCopy",
                  "moby.filesync.v1.FileSend/DiffCopy",
                  "moby.buildkit.secrets.v1.Secrets/GetSecret",
                  "moby.sshforward.v1.SSH/CheckAgent"))
          .collect(Collectors.toUnmodifiableSet());

  private final Map<String, Map<String, String>> folders = new TreeMap<>();
  private final Map<String, String> secrets = new TreeMap<>();
  private final Map<String, byte[]> received = new TreeMap<>();
  private final List<String> sent = new ArrayList<>();
  private final ClientBlobs blobs = new ClientBlobs();
  private String agent = "";

  /// Puts a file into a folder.
  ClientFiles with(String folder, String path, String content) {
    folders.computeIfAbsent(folder, _ -> new TreeMap<>()).put(path, content);
    return this;
  }

  ClientFiles withSecret(String id, String value) {
    secrets.put(id, value);
    return this;
  }

  /// Offers an agent.
  ClientFiles withAgent(String id) {
    agent = id;
    return this;
  }

  ClientBlobs blobs() {
    return blobs;
  }

  /// The bytes of the file that was sent to the client for its first export.
  byte[] received() {
    return received("0");
  }

  /// As above, for the export of that number.
  byte[] received(String export) {
    return received.getOrDefault(export, new byte[0]);
  }

  /// The paths of files whose bytes the daemon asked for.
  List<String> sent() {
    return List.copyOf(sent);
  }

  @Override
  public void handle(GrpcCall call) throws IOException {
    if (call.method().startsWith(ClientBlobs.SERVICE)) {
      blobs.handle(call);
      return;
    }
    switch (call.method()) {
      case "moby.filesync.v1.FileSync/DiffCopy" -> send(call);
      case "moby.filesync.v1.FileSend/DiffCopy" -> {
        var bytes = new ByteArrayOutputStream();
        for (byte[] message = call.read(); message != null; message = call.read()) {
          bytes.writeBytes(ProtoMessage.parse(message).bytes(1));
        }
        received.put(
            String.valueOf(call.header("buildkit-attachable-exporter-id")), bytes.toByteArray());
      }
      case "moby.sshforward.v1.SSH/CheckAgent" -> {
        String id = ProtoMessage.parse(call.request()).string(1);
        if (!id.equals(agent)) {
          throw new GrpcException(GrpcCode.UNKNOWN, "unset ssh forward key " + id);
        }
        call.write(new byte[0]);
      }
      default -> {
        String id = ProtoMessage.parse(call.request()).string(1);
        String value = secrets.get(id);
        if (value == null) {
          throw new GrpcException(GrpcCode.NOT_FOUND, "secret " + id + ": not found");
        }
        call.write(new ProtoWriter().bytes(1, value.getBytes(UTF_8)).toBytes());
      }
    }
  }

  /// The files of a folder: the one that is wanted, or all but the one that is excluded.
  private void send(GrpcCall call) throws IOException {
    var files = new TreeMap<>(folders.getOrDefault(call.header("dir-name"), Map.of()));
    String wanted = call.header("followpaths");
    if (wanted != null) {
      files.keySet().retainAll(Set.of(wanted));
    }
    String excluded = call.header("exclude-patterns");
    if (excluded != null) {
      files.remove(excluded);
    }
    var paths = List.copyOf(files.keySet());
    for (String path : paths) {
      var stat =
          new ProtoWriter()
              .string(1, path)
              .number(2, 0644)
              .number(5, files.get(path).length())
              .number(6, 1_000_000_000L);
      call.write(new ProtoWriter().message(2, stat).toBytes());
    }
    call.write(new byte[0]);
    for (byte[] message = call.read(); message != null; message = call.read()) {
      ProtoMessage packet = ProtoMessage.parse(message);
      if (packet.number(1) == 3) {
        call.write(new ProtoWriter().number(1, 3).toBytes());
        return;
      }
      String path = paths.get((int) packet.number(3));
      sent.add(path);
      var data = new ProtoWriter().number(1, 2).number(3, packet.number(3));
      call.write(data.bytes(4, files.get(path).getBytes(UTF_8)).toBytes());
      call.write(new ProtoWriter().number(1, 2).number(3, packet.number(3)).toBytes());
    }
  }
}
