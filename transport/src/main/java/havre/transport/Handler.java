package havre.transport;

import java.io.IOException;

/// Answers requests. Each call runs on a virtual thread of its own and may block.
@FunctionalInterface
public interface Handler {
  /// Answers one request through `response`. When it returns without an answer, or throws, the
  /// client gets status 500, or a closed connection where the answer had begun.
  void handle(Request request, Response response) throws IOException, InterruptedException;
}
