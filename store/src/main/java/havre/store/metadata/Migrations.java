package havre.store.metadata;

import havre.common.HavreException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteErrorCode;

/// Brings the tables of a component to their newest version, each step in a transaction with the
/// number it leads to.
final class Migrations {
  private Migrations() {}

  /// Refuses a file that is no sound database.
  static void check(Path file, Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      try (ResultSet result = statement.executeQuery("PRAGMA quick_check(1)")) {
        String verdict = result.next() ? result.getString(1) : "no answer";
        if (!verdict.equals("ok")) {
          throw damaged(file, verdict);
        }
      }
      statement.execute(
          "CREATE TABLE IF NOT EXISTS schema_version("
              + "component TEXT PRIMARY KEY, version INTEGER NOT NULL)");
      connection.commit();
    } catch (SQLException e) {
      if (isDamage(e)) {
        throw damaged(file, e.toString());
      }
      throw e;
    }
  }

  static void apply(Path file, Connection connection, Schema schema) throws SQLException {
    int version = version(connection, schema.component());
    int newest = schema.steps().size();
    if (version > newest) {
      throw HavreException.internal(
          "open %s: its '%s' tables have version %d, this release knows up to %d; start the newer release that wrote it"
              .formatted(file, schema.component(), version, newest),
          null);
    }
    for (int next = version + 1; next <= newest; next++) {
      try (Statement statement = connection.createStatement()) {
        for (String sql : schema.steps().get(next - 1).split(";\\s*\\n", -1)) {
          if (!sql.isBlank()) {
            statement.execute(sql);
          }
        }
      }
      try (var record =
          connection.prepareStatement("INSERT OR REPLACE INTO schema_version VALUES(?, ?)")) {
        record.setString(1, schema.component());
        record.setInt(2, next);
        record.executeUpdate();
      }
      connection.commit();
    }
  }

  private static boolean isDamage(SQLException e) {
    int code = e.getErrorCode();
    return code == SQLiteErrorCode.SQLITE_NOTADB.code
        || code == SQLiteErrorCode.SQLITE_CORRUPT.code;
  }

  private static int version(Connection connection, String component) throws SQLException {
    try (var query =
        connection.prepareStatement("SELECT version FROM schema_version WHERE component = ?")) {
      query.setString(1, component);
      try (ResultSet result = query.executeQuery()) {
        return result.next() ? result.getInt(1) : 0;
      }
    }
  }

  private static HavreException damaged(Path file, String detail) {
    return HavreException.internal(
        "open %s: the state file is damaged (%s); restore it from a copy or move it away"
            .formatted(file, detail),
        null);
  }
}
