package havre.daemon.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import havre.common.HavreException;
import havre.transport.Handler;
import havre.transport.Request;
import havre.transport.Response;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/// Writes one line of JSON for each call of the API: when, who, what, and how it was answered. The
/// line is written before the answer begins, so that no call takes effect for the client
/// unrecorded.
public final class AuditLog implements Handler, AutoCloseable {
  private final ObjectMapper mapper = new ObjectMapper();
  private final ReentrantLock lock = new ReentrantLock();
  private final Handler served;
  private final FileChannel file;
  private final Clock clock;

  private AuditLog(Handler served, FileChannel file, Clock clock) {
    this.served = served;
    this.file = file;
    this.clock = clock;
  }

  /// @param path appended to; made with mode 0600 where it is missing
  /// @throws HavreException when it cannot be written
  public static AuditLog open(Path path, Handler served, Clock clock) {
    try {
      FileChannel file =
          FileChannel.open(
              path,
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      return new AuditLog(served, file, clock);
    } catch (IOException e) {
      throw HavreException.internal("open the audit log " + path, e);
    }
  }

  @Override
  public void handle(Request request, Response response) throws IOException, InterruptedException {
    served.handle(
        request, new ReviewedResponse(response, (status, _, _) -> record(request, status)));
  }

  private void record(Request request, int status) {
    Caller caller = Caller.of(request);
    ObjectNode line = mapper.createObjectNode();
    line.put("time", clock.instant().toString());
    line.put("remote", request.remoteAddress());
    line.put("user", caller.name());
    line.put("method", request.method());
    line.put("uri", request.target());
    line.put("status", status);
    lock.lock();
    try {
      ByteBuffer bytes =
          ByteBuffer.wrap(
              (mapper.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e); // plain values are always JSON
    } catch (IOException e) {
      throw HavreException.internal("write the audit log", e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
