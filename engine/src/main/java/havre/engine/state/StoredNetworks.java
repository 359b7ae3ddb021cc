package havre.engine.state;

import static java.lang.System.Logger.Level.ERROR;

import havre.common.HavreException;
import havre.engine.json.Documents;
import havre.network.NetworkDefinition;
import havre.network.NetworkRecords;
import havre.store.metadata.Database;
import havre.store.metadata.Schema;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;

/// The networks' rows in the state file.
public final class StoredNetworks implements NetworkRecords {
  public static final Schema SCHEMA = Schema.ofResources(StoredNetworks.class, "networks", 1);
  private static final System.Logger LOG = System.getLogger(StoredNetworks.class.getName());

  private final Database database;

  public StoredNetworks(Database database) {
    this.database = database;
  }

  @Override
  public List<NetworkDefinition> load() {
    return database.read(connection -> {
      var networks = new ArrayList<NetworkDefinition>();
      try (PreparedStatement query =
              connection.prepareStatement("SELECT id, document FROM networks");
          ResultSet found = query.executeQuery()) {
        while (found.next()) {
          try {
            networks.add(Documents.read(found.getString(2), NetworkDefinition.class));
          } catch (HavreException e) {
            LOG.log(ERROR, "network " + found.getString(1) + " is set aside: " + e.getMessage());
          }
        }
      }
      return networks;
    });
  }

  @Override
  public void put(NetworkDefinition network) {
    update(
        "INSERT INTO networks (id, document) VALUES (?, ?)"
            + " ON CONFLICT (id) DO UPDATE SET document = excluded.document",
        network.id(),
        Documents.write(network));
  }

  @Override
  public void remove(String id) {
    update("DELETE FROM networks WHERE id = ?", id);
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
