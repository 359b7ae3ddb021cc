package havre.buildkit.session;

import havre.buildkit.wire.ProtoMessage;
import havre.buildkit.wire.ProtoWriter;
import havre.transport.grpc.GrpcCall;
import havre.transport.grpc.GrpcHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A client that receives a folder, as fsutil does.
final class ReceivedFolder implements GrpcHandler {
  private final Path folder;
  private final List<String> told = new ArrayList<>();

  ReceivedFolder(Path folder) {
    this.folder = folder;
  }

  List<String> told() {
    return List.copyOf(told);
  }

  @Override
  public void handle(GrpcCall call) throws IOException {
    var asked = new HashMap<Long, String>();
    var contents = new HashMap<Long, ByteArrayOutputStream>();
    boolean allTold = false;
    while (!allTold || !asked.isEmpty()) {
      ProtoMessage packet = ProtoMessage.parse(call.read());
      if (packet.number(1) == 2) {
        receive(packet, asked, contents);
      } else if (packet.has(2)) {
        Stat stat = Stat.of(packet.message(2));
        told.add(stat.link().isEmpty() ? stat.path() : stat.path() + " -> " + stat.link());
        if (stat.isDirectory()) {
          Files.createDirectory(folder.resolve(stat.path()));
        } else if (stat.isRegular() && stat.link().isEmpty()) {
          long id = told.size() - 1L;
          asked.put(id, stat.path());
          call.write(new ProtoWriter().number(1, 1).number(3, id).toBytes());
        }
      } else {
        allTold = true;
      }
    }
    call.write(new ProtoWriter().number(1, 3).toBytes());
    while (call.read() != null) {
      // until the other side has ended
    }
  }

  private void receive(
      ProtoMessage packet, Map<Long, String> asked, Map<Long, ByteArrayOutputStream> contents)
      throws IOException {
    long id = packet.number(3);
    byte[] content = packet.bytes(4);
    var whole = contents.computeIfAbsent(id, _ -> new ByteArrayOutputStream());
    whole.writeBytes(content);
    String path = asked.get(id);
    if (content.length == 0 && path != null) {
      Files.write(folder.resolve(path), whole.toByteArray());
      asked.remove(id);
    }
  }
}
