package havre.engine.state;

import havre.engine.json.Documents;
import havre.network.NetworkIdentity;
import havre.store.metadata.Database;
import havre.store.metadata.Schema;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;

/// What stays the same of an engine over its restarts.
///
/// @param id shown by `info`
public record EngineIdentity(String id, NetworkIdentity networks) {
  public static final Schema SCHEMA = Schema.ofResources(EngineIdentity.class, "identity", 1);

  /// Reads it, or makes it up at the first start.
  public static EngineIdentity load(Database database, Instant now) {
    return database.write(connection ->
        new EngineIdentity(
            value(connection, "engine", UUID.randomUUID().toString()),
            Documents.read(
                value(connection, "networks", Documents.write(NetworkIdentity.random(now))),
                NetworkIdentity.class)));
  }

  private static String value(Connection connection, String name, String made) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO identity (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING")) {
      insert.setString(1, name);
      insert.setString(2, made);
      insert.executeUpdate();
    }
    try (PreparedStatement query =
        connection.prepareStatement("SELECT value FROM identity WHERE name = ?")) {
      query.setString(1, name);
      try (ResultSet found = query.executeQuery()) {
        found.next();
        return found.getString(1);
      }
    }
  }
}
