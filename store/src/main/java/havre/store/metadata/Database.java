package havre.store.metadata;

import havre.common.ErrorKind;
import havre.common.HavreException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// The state of the daemon: one SQLite file in WAL mode. Readers see a consistent picture and wait
/// for nobody; writers go one at a time. Thread-safe.
///
/// A committed transaction survives the death of the process; after a loss of power the newest ones
/// may be missing, but never a part of one.
public final class Database implements AutoCloseable {
  private static final int BUSY_TIMEOUT_MILLIS = 10_000;

  private final Path file;

  /// Used only by who holds [#writing].
  private Connection writer;

  private final ReentrantLock writing = new ReentrantLock();
  private final ConcurrentLinkedQueue<Connection> readers = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  private Database(Path file, Connection writer) {
    this.file = file;
    this.writer = writer;
  }

  /// Opens or makes the file and brings each component's tables to their newest version.
  ///
  /// @throws HavreException when the file is no database, is damaged, or was written by a newer
  ///   release; it is left as it is
  public static Database open(Path file, List<Schema> schemas) {
    try {
      Connection writer = connect(file, TransactionMode.IMMEDIATE);
      try {
        Migrations.check(file, writer);
        for (Schema schema : schemas) {
          Migrations.apply(file, writer, schema);
        }
        LogReserve.of(file).take();
      } catch (SQLException | RuntimeException e) {
        writer.close();
        throw e;
      }
      return new Database(file, writer);
    } catch (SQLException e) {
      throw HavreException.internal("open " + file + ": " + e.getMessage(), e);
    }
  }

  /// Runs queries on one consistent picture of the state.
  public <T extends @Nullable Object> T read(SqlFunction<T> work) {
    Connection connection = null;
    try {
      connection = reader();
      T result = work.apply(connection);
      connection.commit();
      giveBack(connection);
      return result;
    } catch (SQLException e) {
      discard(connection, e);
      throw failed("read", e);
    } catch (RuntimeException | Error e) {
      discard(connection, e);
      throw e;
    }
  }

  /// Runs changes as one transaction: all of it happens, or, when `work` throws, nothing.
  ///
  /// @throws IllegalStateException when called within another `write` of the same thread; pass the
  ///   connection on instead
  public <T extends @Nullable Object> T write(SqlFunction<T> work) {
    if (writing.isHeldByCurrentThread()) {
      throw new IllegalStateException("a write within a write");
    }
    writing.lock();
    try {
      requireOpen();
      try {
        T result = work.apply(writer);
        writer.commit();
        return result;
      } catch (SQLException e) {
        rollBack(e);
        throw failed("write", e);
      } catch (RuntimeException | Error e) {
        rollBack(e);
        throw e;
      }
    } finally {
      writing.unlock();
    }
  }

  public Path file() {
    return file;
  }

  @Override
  public void close() {
    writing.lock();
    try {
      closed = true;
      Connection reader;
      while ((reader = readers.poll()) != null) {
        reader.close();
      }
      writer.close();
    } catch (SQLException e) {
      throw failed("close", e);
    } finally {
      writing.unlock();
    }
  }

  private Connection reader() throws SQLException {
    requireOpen();
    Connection pooled = readers.poll();
    return pooled != null ? pooled : connect(file, TransactionMode.DEFERRED);
  }

  private void giveBack(Connection connection) throws SQLException {
    readers.add(connection);
    if (closed && readers.remove(connection)) {
      connection.close();
    }
  }

  private static void discard(@Nullable Connection connection, Throwable cause) {
    if (connection == null) {
      return;
    }
    try {
      connection.close();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  /// On a disk that is full SQLite has undone the transaction of its own accord, and the driver no
  /// longer knows whether there is one: another connection does. It is opened before the old one is
  /// closed, as the last to go takes the log along.
  private void rollBack(Throwable cause) {
    try {
      writer.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
      renewWriter(cause);
    }
  }

  private void renewWriter(Throwable cause) {
    Connection old = writer;
    try {
      writer = connect(file, TransactionMode.IMMEDIATE);
      old.close();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new HavreException(ErrorKind.UNAVAILABLE, "the state file is closed");
    }
  }

  private HavreException failed(String verb, SQLException e) {
    if (e instanceof SQLiteException known
        && known.getResultCode() == SQLiteErrorCode.SQLITE_FULL) {
      return HavreException.internal(verb + " " + file + ": no space left on device", e);
    }
    return HavreException.internal(verb + " " + file + ": " + e.getMessage(), e);
  }

  private static Connection connect(Path file, TransactionMode mode) throws SQLException {
    var config = new SQLiteConfig();
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(SynchronousMode.NORMAL);
    config.setTransactionMode(mode);
    config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
    config.enforceForeignKeys(true);
    Connection connection = config.createConnection("jdbc:sqlite:" + file);
    connection.setAutoCommit(false);
    return connection;
  }
}
