package havre.network.dns;

import static java.lang.System.Logger.Level.DEBUG;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Asks other servers, all at once; the first good answer counts, and is remembered for as long as
/// it says. Each question goes out by a port of its own and with a number of its own.
public final class Forwarder {
  private static final System.Logger LOG = System.getLogger(Forwarder.class.getName());
  private static final int TRY_MILLIS = 2000;
  private static final int TRIES = 2;
  private static final int LONGEST = 65_535;
  private static final int MOST_SERVERS = 3;
  private static final int CODE = 0x0f;
  private static final int SERVER_FAILURE = 2;
  private static final int REFUSED = 5;

  private final DnsCache cache;
  private final SecureRandom random = new SecureRandom();

  public Forwarder(Clock clock) {
    this.cache = new DnsCache(clock);
  }

  /// The answer, or nothing when nobody has one.
  Optional<byte[]> ask(DnsQuery query, List<InetSocketAddress> servers, boolean tcp) {
    if (servers.isEmpty()) {
      return Optional.empty();
    }
    Optional<byte[]> known = cache.find(query, servers, tcp);
    if (known.isPresent()) {
      return known;
    }
    List<InetSocketAddress> asked = servers.subList(0, Math.min(MOST_SERVERS, servers.size()));
    var answers = new LinkedBlockingQueue<Optional<byte[]>>();
    for (InetSocketAddress server : asked) {
      Thread.ofVirtual()
          .name("dns forward")
          .start(() -> answers.add(tcp ? byTcp(query, server) : byUdp(query, server)));
    }
    Optional<byte[]> best = best(answers, asked.size());
    best.ifPresent(answer -> cache.put(query, servers, tcp, answer));
    return best;
  }

  /// The first answer that is no failure, or else a failure.
  private static Optional<byte[]> best(BlockingQueue<Optional<byte[]>> answers, int expected) {
    Optional<byte[]> failure = Optional.empty();
    try {
      for (int i = 0; i < expected; i++) {
        Optional<byte[]> answer = answers.poll((TRIES + 1L) * TRY_MILLIS, TimeUnit.MILLISECONDS);
        if (answer == null) {
          break;
        }
        if (answer.filter(bytes -> !isFailure(bytes)).isPresent()) {
          return answer;
        }
        failure = failure.or(() -> answer);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return failure;
  }

  private static boolean isFailure(byte[] answer) {
    int code = answer[3] & CODE;
    return code == SERVER_FAILURE || code == REFUSED;
  }

  private Optional<byte[]> byUdp(DnsQuery query, InetSocketAddress server) {
    try (var socket = new DatagramSocket(null)) {
      socket.connect(server);
      for (int i = 0; i < TRIES; i++) {
        byte[] question = renumbered(query);
        socket.send(new DatagramPacket(question, question.length));
        Optional<byte[]> answer = receive(socket, query, question);
        if (answer.isPresent()) {
          return answer;
        }
      }
    } catch (IOException e) {
      LOG.log(DEBUG, "ask {0} for {1}: {2}", server, query.name(), e.toString());
    }
    return Optional.empty();
  }

  /// Waits for the answer to a question; whatever else comes is passed over.
  private static Optional<byte[]> receive(DatagramSocket socket, DnsQuery query, byte[] question)
      throws IOException {
    var packet = new DatagramPacket(new byte[LONGEST], LONGEST);
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TRY_MILLIS);
    while (true) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        return Optional.empty();
      }
      socket.setSoTimeout((int) left);
      try {
        socket.receive(packet);
      } catch (SocketTimeoutException _) {
        return Optional.empty();
      }
      byte[] exact = Arrays.copyOf(packet.getData(), packet.getLength());
      if (DnsAnswers.fits(exact, question, query)) {
        return Optional.of(DnsAnswers.forAsker(exact, query));
      }
    }
  }

  private Optional<byte[]> byTcp(DnsQuery query, InetSocketAddress server) {
    try (var socket = new Socket()) {
      socket.connect(server, TRY_MILLIS);
      socket.setSoTimeout(TRY_MILLIS);
      byte[] question = renumbered(query);
      ByteBuffer framed = ByteBuffer.allocate(2 + question.length);
      socket
          .getOutputStream()
          .write(framed.putShort((short) question.length).put(question).array());
      byte[] length = socket.getInputStream().readNBytes(2);
      if (length.length == 2) {
        int size = (length[0] & 0xff) << 8 | length[1] & 0xff;
        byte[] answer = socket.getInputStream().readNBytes(size);
        if (DnsAnswers.fits(answer, question, query)) {
          return Optional.of(DnsAnswers.forAsker(answer, query));
        }
      }
    } catch (IOException e) {
      LOG.log(DEBUG, "ask {0} for {1}: {2}", server, query.name(), e.toString());
    }
    return Optional.empty();
  }

  private byte[] renumbered(DnsQuery query) {
    byte[] question = query.message().clone();
    int number = random.nextInt(1 << 16);
    question[0] = (byte) (number >> 8);
    question[1] = (byte) number;
    return question;
  }
}
