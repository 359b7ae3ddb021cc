package havre.engine.state;

import static java.lang.System.Logger.Level.ERROR;

import havre.common.HavreException;
import havre.engine.json.Documents;
import havre.store.metadata.Database;
import havre.store.metadata.Schema;
import havre.volumes.Volume;
import havre.volumes.VolumeRecords;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The volumes' rows in the state file.
public final class StoredVolumes implements VolumeRecords {
  public static final Schema SCHEMA = Schema.ofResources(StoredVolumes.class, "volumes", 1);
  private static final System.Logger LOG = System.getLogger(StoredVolumes.class.getName());

  private final Database database;

  public StoredVolumes(Database database) {
    this.database = database;
  }

  /// A volume's row.
  ///
  /// @param given null in rows of earlier days, as is the scope
  record Document(
      String name,
      String driver,
      String mountpoint,
      Instant created,
      Map<String, String> labels,
      Map<String, String> options,
      Volume.@Nullable Given given,
      @Nullable String scope) {

    static Document of(Volume volume) {
      return new Document(
          volume.name(),
          volume.driver(),
          volume.mountpoint().toString(),
          volume.created(),
          volume.labels(),
          volume.options(),
          volume.given(),
          volume.scope());
    }

    Volume volume() {
      return new Volume(
          name,
          driver,
          Path.of(mountpoint),
          created,
          labels,
          options,
          given == null ? Volume.Given.NEITHER : given,
          scope == null ? Volume.SCOPE : scope,
          Map.of());
    }
  }

  @Override
  public List<Volume> load() {
    return database.read(connection -> {
      var volumes = new ArrayList<Volume>();
      try (PreparedStatement query =
              connection.prepareStatement("SELECT name, document FROM volumes");
          ResultSet found = query.executeQuery()) {
        while (found.next()) {
          try {
            volumes.add(Documents.read(found.getString(2), Document.class).volume());
          } catch (HavreException e) {
            LOG.log(ERROR, "volume " + found.getString(1) + " is set aside: " + e.getMessage());
          }
        }
      }
      return volumes;
    });
  }

  @Override
  public void put(Volume volume) {
    update(
        "INSERT INTO volumes (name, document) VALUES (?, ?)"
            + " ON CONFLICT (name) DO UPDATE SET document = excluded.document",
        volume.name(),
        Documents.write(Document.of(volume)));
  }

  @Override
  public void remove(String name) {
    update("DELETE FROM volumes WHERE name = ?", name);
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
