package havre.buildkit.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import havre.buildkit.wire.ProtoMessage;
import havre.buildkit.wire.ProtoWriter;
import havre.linux.Fd;
import havre.linux.fs.Root;
import havre.linux.io.Io;
import havre.transport.grpc.GrpcExchange;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Takes a tree of files that a client sends (fsutil's protocol): first it tells what there is, in
/// order; meanwhile we ask for the bytes of the files. Every path is found by the kernel below the
/// root that receives. Used once, by one thread.
public final class TreeReception {
  private static final int STAT = 0;
  private static final int REQUEST = 1;
  private static final int DATA = 2;
  private static final int FINISHED = 3;
  private static final int ERROR = 4;
  private static final byte[] END = {};
  private static final int MOST_AT_ONCE = 1000;

  private final GrpcExchange exchange;
  private final ReceivedFiles files;
  private final LongConsumer progress;
  private final Map<Long, Receiving> open = new HashMap<>();
  private final LinkedBlockingQueue<byte[]> requests = new LinkedBlockingQueue<>();
  private long number;
  private long bytes;
  private boolean allTold;

  /// A file whose bytes come.
  private static final class Receiving {
    private final Stat stat;
    private @Nullable Fd file;

    Receiving(Stat stat) {
      this.stat = stat;
    }
  }

  /// @param exchange the call, just begun
  /// @param root where the files go
  /// @param progress told the number of bytes so far
  public TreeReception(GrpcExchange exchange, Root root, LongConsumer progress) {
    this(exchange, root, Map.of(), progress);
  }

  /// @param earlier what is known of the files that are there already
  TreeReception(
      GrpcExchange exchange,
      Root root,
      Map<String, KnownFiles.Known> earlier,
      LongConsumer progress) {
    this.exchange = exchange;
    this.files = new ReceivedFiles(root, earlier);
    this.progress = progress;
  }

  /// Receives all.
  ///
  /// @return the number of bytes that came
  public long run() throws IOException {
    // Asking must not wait for the client's reading: it may be waiting for ours.
    Thread asking = Thread.ofVirtual().name("file requests").start(this::ask);
    try {
      while (!(allTold && open.isEmpty())) {
        take(next());
      }
      requests.add(packet(FINISHED, 0));
      requests.add(END);
      while (next().number(1) != FINISHED) {
        // what was under way
      }
      files.finishAll();
      return bytes;
    } finally {
      asking.interrupt();
      closeAll();
    }
  }

  /// What is known of the files after [#run].
  Map<String, KnownFiles.Known> known() {
    return files.known();
  }

  private void ask() {
    try {
      boolean ended = false;
      while (!ended) {
        var waiting = new ArrayList<byte[]>();
        waiting.add(requests.take());
        requests.drainTo(waiting, MOST_AT_ONCE);
        ended = waiting.getLast() == END;
        exchange.write(ended ? waiting.subList(0, waiting.size() - 1) : waiting);
      }
      exchange.closeOutput();
    } catch (InterruptedException | IOException _) {
      // The reader sees why the call ended.
    }
  }

  private ProtoMessage next() throws IOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("context canceled");
    }
    byte[] message = exchange.read();
    if (message == null) {
      throw new IOException("the client ended the transfer of files early");
    }
    bytes += message.length;
    progress.accept(bytes);
    return ProtoMessage.parse(message);
  }

  private void take(ProtoMessage packet) throws IOException {
    switch ((int) packet.number(1)) {
      case STAT -> {
        if (packet.has(2)) {
          told(Stat.of(packet.message(2)));
        } else {
          allTold = true;
        }
      }
      case DATA -> received(packet.number(3), packet.bytes(4));
      case ERROR ->
          throw new IOException("error from sender: " + new String(packet.bytes(4), UTF_8));
      default -> {}
    }
  }

  private void told(Stat stat) throws IOException {
    long id = number++;
    if (files.make(stat)) {
      open.put(id, new Receiving(stat));
      requests.add(packet(REQUEST, id));
    }
  }

  private void received(long id, byte[] content) throws IOException {
    Receiving receiving =
        Optional.ofNullable(open.get(id))
            .orElseThrow(() -> new IOException("invalid file request " + id));
    if (receiving.file == null) {
      receiving.file = files.open(receiving.stat);
    }
    if (content.length > 0) {
      Io.writeFully(receiving.file, content);
      return;
    }
    open.remove(id);
    receiving.file.close();
    files.finish(receiving.stat);
  }

  private static byte[] packet(int type, long id) {
    return new ProtoWriter().number(1, type).number(3, id).toBytes();
  }

  private void closeAll() {
    for (Receiving receiving : open.values()) {
      if (receiving.file != null) {
        receiving.file.close();
      }
    }
    open.clear();
  }
}
