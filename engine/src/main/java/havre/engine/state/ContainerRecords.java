package havre.engine.state;

import static java.lang.System.Logger.Level.ERROR;

import havre.common.HavreException;
import havre.engine.container.Health;
import havre.engine.json.Documents;
import havre.store.metadata.Database;
import havre.store.metadata.Schema;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The containers' rows in the state file. A committed change survives the engine's death.
public final class ContainerRecords {
  public static final Schema SCHEMA = Schema.ofResources(ContainerRecords.class, "containers", 2);
  private static final System.Logger LOG = System.getLogger(ContainerRecords.class.getName());

  private final Database database;

  public ContainerRecords(Database database) {
    this.database = database;
  }

  /// One container's row.
  ///
  /// @param health what its probes had found; null where there was none
  public record Row(Definition definition, Condition condition, @Nullable Health health) {}

  /// All rows.
  ///
  /// @param unreadable ids of rows that make no sense: they are left as they are, and so is all
  ///   that belongs to them
  public record Content(List<Row> rows, Set<String> unreadable) {}

  public Content load() {
    return database.read(ContainerRecords::load);
  }

  private static Content load(Connection connection) throws SQLException {
    var rows = new ArrayList<Row>();
    var unreadable = new HashSet<String>();
    try (PreparedStatement query =
            connection.prepareStatement(
                "SELECT c.id, c.definition, c.condition, h.document"
                    + " FROM containers c LEFT JOIN health h ON h.id = c.id");
        ResultSet found = query.executeQuery()) {
      while (found.next()) {
        String id = found.getString(1);
        Row row = read(id, found.getString(2), found.getString(3), found.getString(4));
        if (row == null) {
          unreadable.add(id);
        } else {
          rows.add(row);
        }
      }
    }
    return new Content(rows, unreadable);
  }

  private static @Nullable Row read(
      String id, String definition, String condition, @Nullable String health) {
    try {
      return new Row(
          Documents.read(definition, Definition.class),
          Documents.read(condition, Condition.class),
          health == null ? null : Documents.read(health, Health.class));
    } catch (HavreException e) {
      LOG.log(ERROR, "container " + id + " is set aside: " + e.getMessage());
      return null;
    }
  }

  public void insert(Definition definition, Condition condition) {
    update(
        "INSERT INTO containers (id, name, definition, condition) VALUES (?, ?, ?, ?)",
        definition.id().value(),
        definition.name(),
        Documents.write(definition),
        Documents.write(condition));
  }

  /// Records a new name or new limits.
  public void redefine(Definition definition) {
    update(
        "UPDATE containers SET name = ?, definition = ? WHERE id = ?",
        definition.name(),
        Documents.write(definition),
        definition.id().value());
  }

  public void setCondition(String id, Condition condition) {
    update("UPDATE containers SET condition = ? WHERE id = ?", Documents.write(condition), id);
  }

  /// Records what a container's probes have found, if it is still there.
  public void setHealth(String id, Health health) {
    update(
        "INSERT INTO health (id, document) SELECT id, ? FROM containers WHERE id = ?"
            + " ON CONFLICT (id) DO UPDATE SET document = excluded.document",
        Documents.write(health),
        id);
  }

  public void delete(String id) {
    update("DELETE FROM containers WHERE id = ?", id);
  }

  private void update(String sql, String... values) {
    database.write(connection -> {
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        for (int i = 0; i < values.length; i++) {
          statement.setString(i + 1, values[i]);
        }
        return statement.executeUpdate();
      }
    });
  }
}
