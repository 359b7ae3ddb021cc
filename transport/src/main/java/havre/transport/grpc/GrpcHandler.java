package havre.transport.grpc;

import java.io.IOException;

/// Answers calls. Each runs on a virtual thread of its own and may block.
@FunctionalInterface
public interface GrpcHandler {
  /// Answers one call: reads its messages, writes its answers. Returning ends it well; a
  /// [GrpcException] gives it that status. When the client cancels, the thread is interrupted.
  void handle(GrpcCall call) throws IOException, InterruptedException;
}
