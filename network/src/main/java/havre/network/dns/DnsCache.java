package havre.network.dns;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// Remembers answers for as long as their records live; those that weren't used for longest go
/// first. An answer without a time to live is not remembered.
final class DnsCache {
  private static final int CAPACITY = 2000;
  private static final long LONGEST_SECONDS = 3600;
  private static final long LONGEST_NEGATIVE_SECONDS = 60;
  private static final int CODE = 0x0f;
  private static final int NO_SUCH_NAME = 3;
  private static final int TRUNCATED = 0x02;
  private static final int TYPE_SOA = 6;

  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Key, Remembered> entries =
      new LinkedHashMap<Key, Remembered>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Remembered> eldest) {
          return size() > CAPACITY;
        }
      };

  DnsCache(Clock clock) {
    this.clock = clock;
  }

  /// What distinguishes questions: besides what is asked, whom, and what the asker can take (the
  /// flags and everything behind the question).
  private record Key(
      String name,
      int type,
      int questionClass,
      boolean tcp,
      ByteBuffer flags,
      ByteBuffer rest,
      List<InetSocketAddress> servers) {

    static Key of(DnsQuery query, List<InetSocketAddress> servers, boolean tcp) {
      byte[] message = query.message();
      return new Key(
          query.name(),
          query.type(),
          query.questionClass(),
          tcp,
          ByteBuffer.wrap(message, 2, 2).slice(),
          ByteBuffer.wrap(message, query.questionEnd(), message.length - query.questionEnd())
              .slice(),
          servers);
    }
  }

  private record Remembered(byte[] answer, long storedAt, long expiresAt) {}

  Optional<byte[]> find(DnsQuery query, List<InetSocketAddress> servers, boolean tcp) {
    long now = clock.instant().getEpochSecond();
    Remembered entry;
    lock.lock();
    try {
      entry = entries.get(Key.of(query, servers, tcp));
    } finally {
      lock.unlock();
    }
    if (entry == null || entry.expiresAt() <= now) {
      return Optional.empty();
    }
    byte[] answer = DnsAnswers.forAsker(entry.answer(), query);
    age(answer, query, now - entry.storedAt());
    return Optional.of(answer);
  }

  void put(DnsQuery query, List<InetSocketAddress> servers, boolean tcp, byte[] answer) {
    long seconds = secondsToLive(query, answer);
    if (seconds <= 0) {
      return;
    }
    long now = clock.instant().getEpochSecond();
    lock.lock();
    try {
      entries.put(Key.of(query, servers, tcp), new Remembered(answer.clone(), now, now + seconds));
    } finally {
      lock.unlock();
    }
  }

  private static long secondsToLive(DnsQuery query, byte[] answer) {
    int code = answer[3] & CODE;
    boolean negative = code == NO_SUCH_NAME;
    if (code != 0 && !negative || (answer[2] & TRUNCATED) != 0) {
      return 0;
    }
    try {
      var reader = new DnsReader(answer);
      int answers = reader.unsignedShort(6);
      int records = answers + reader.unsignedShort(8);
      negative |= answers == 0;
      long least = negative ? LONGEST_NEGATIVE_SECONDS : LONGEST_SECONDS;
      boolean anySoa = false;
      int at = query.questionEnd();
      for (int i = 0; i < records; i++) {
        DnsReader.Record record = reader.record(at);
        least = Math.min(least, reader.unsignedInt(record.ttlAt()));
        if (record.type() == TYPE_SOA) {
          anySoa = true;
          least = Math.min(least, reader.unsignedInt(record.end() - 4));
        }
        at = record.end();
      }
      return negative && !anySoa ? 0 : least;
    } catch (DnsFormatException _) {
      return 0;
    }
  }

  /// Takes the time that has passed from the records' times to live.
  private static void age(byte[] answer, DnsQuery query, long seconds) {
    try {
      var reader = new DnsReader(answer);
      int records = reader.unsignedShort(6) + reader.unsignedShort(8) + reader.unsignedShort(10);
      int at = query.questionEnd();
      for (int i = 0; i < records; i++) {
        DnsReader.Record record = reader.record(at);
        if (record.type() != DnsQuery.TYPE_OPT) {
          long left = Math.max(0, reader.unsignedInt(record.ttlAt()) - seconds);
          ByteBuffer.wrap(answer).putInt(record.ttlAt(), (int) left);
        }
        at = record.end();
      }
    } catch (DnsFormatException e) {
      throw new IllegalStateException("a remembered answer is malformed", e);
    }
  }
}
