package havre.buildkit.session;

import havre.buildkit.wire.ProtoMessage;
import havre.buildkit.wire.ProtoWriter;
import havre.linux.fs.FileStatus;
import havre.transport.grpc.GrpcCall;
import havre.transport.grpc.GrpcHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Stream;

/// A client that sends a folder, as fsutil does.
record SentFolder(Path folder) implements GrpcHandler {
  @Override
  public void handle(GrpcCall call) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files = walk.filter(file -> !file.equals(folder)).sorted().toList();
    }
    var first = new HashMap<Object, String>();
    var paths = new ArrayList<Path>();
    for (Path file : files) {
      String path = folder.relativize(file).toString();
      String link = "";
      if (Files.isSymbolicLink(file)) {
        link = Files.readSymbolicLink(file).toString();
      } else if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        Object key = Files.getAttribute(file, "unix:ino", LinkOption.NOFOLLOW_LINKS);
        String known = first.putIfAbsent(key, path);
        link = known == null ? "" : known;
      }
      Stat stat =
          Files.isSymbolicLink(file)
              ? new Stat(path, 1L << 27 | 0777, 0, 0, 0, 0, link, 0, 0)
              : Stat.of(path, FileStatus.ofPath(file.toString()), link);
      paths.add(file);
      call.write(new ProtoWriter().message(2, stat.message()).toBytes());
    }
    call.write(new ProtoWriter().toBytes());
    for (byte[] message = call.read(); message != null; message = call.read()) {
      ProtoMessage packet = ProtoMessage.parse(message);
      if (packet.number(1) == 3) {
        call.write(new ProtoWriter().number(1, 3).toBytes());
        return;
      }
      long id = packet.number(3);
      byte[] content = Files.readAllBytes(paths.get((int) id));
      for (int at = 0; at < content.length; at += 32_768) {
        int end = Math.min(content.length, at + 32_768);
        call.write(data(id, Arrays.copyOfRange(content, at, end)));
      }
      call.write(data(id, new byte[0]));
    }
  }

  private static byte[] data(long id, byte[] content) {
    return new ProtoWriter().number(1, 2).number(3, id).bytes(4, content).toBytes();
  }
}
