package havre.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import havre.buildkit.wire.ProtoMessage;
import havre.buildkit.wire.ProtoWriter;
import havre.common.Digest;
import havre.transport.grpc.GrpcCall;
import havre.transport.grpc.GrpcCode;
import havre.transport.grpc.GrpcException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A client's folder of blobs, as containerd's content service offers one.
final class ClientBlobs {
  static final String SERVICE = "containerd.services.content.v1.Content/";
  static final Set<String> METHODS = Set.of(SERVICE + "Info", SERVICE + "Read", SERVICE + "Write");

  private static final int COMMIT = 2;
  private static final String POISON = "no layer";

  private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();

  void handle(GrpcCall call) throws IOException {
    switch (call.method().substring(SERVICE.length())) {
      case "Info" -> {
        String digest = ProtoMessage.parse(call.request()).string(1);
        var info = new ProtoWriter().string(1, digest).number(2, blob(digest).length);
        call.write(new ProtoWriter().message(1, info).toBytes());
      }
      case "Read" -> {
        byte[] blob = blob(ProtoMessage.parse(call.request()).string(1));
        call.write(new ProtoWriter().bytes(2, blob).toBytes());
      }
      default -> write(call);
    }
  }

  /// Gives other content for the blobs that are compressed.
  void poison() {
    blobs.replaceAll((_, blob) -> blob[0] == 0x1f ? POISON.getBytes(UTF_8) : blob);
  }

  private byte[] blob(String digest) throws GrpcException {
    byte[] blob = blobs.get(digest);
    if (blob == null) {
      throw new GrpcException(GrpcCode.NOT_FOUND, digest + ": not found");
    }
    return blob;
  }

  private void write(GrpcCall call) throws IOException {
    var written = new ByteArrayOutputStream();
    for (byte[] message = call.read(); message != null; message = call.read()) {
      ProtoMessage request = ProtoMessage.parse(message);
      written.writeBytes(request.bytes(6));
      if (request.number(1) == COMMIT) {
        Digest digest = Digest.sha256(written.toByteArray());
        if (!digest.toString().equals(request.string(4)) || request.number(3) != written.size()) {
          throw new GrpcException(GrpcCode.FAILED_PRECONDITION, "another blob: " + digest);
        }
        blobs.put(digest.toString(), written.toByteArray());
      }
      call.write(new ProtoWriter().number(1, request.number(1)).toBytes());
    }
  }
}
