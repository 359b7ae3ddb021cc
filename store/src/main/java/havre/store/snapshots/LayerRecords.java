package havre.store.snapshots;

import havre.common.Digest;
import havre.store.diff.LayerArchive;
import havre.store.metadata.Schema;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The rows of layers, their uses and the snapshots. Every method works within the caller's
/// transaction.
final class LayerRecords {
  static final Schema SCHEMA = Schema.ofResources(LayerRecords.class, "layers", 1);
  private static final String LEASE = "lease:";

  private LayerRecords() {}

  static String leaseUser(String id) {
    return LEASE + id;
  }

  static Map<Digest, Layer> layers(Connection transaction, Path root) throws SQLException {
    var layers = new LinkedHashMap<Digest, Layer>();
    try (PreparedStatement query =
            transaction.prepareStatement(
                "SELECT chain_id, cache_id, diff_id, parent, size, archive_size FROM layer");
        ResultSet result = query.executeQuery()) {
      while (result.next()) {
        String parent = result.getString(4);
        var layer =
            new Layer(
                Digest.parse(result.getString(1)),
                Digest.parse(result.getString(3)),
                parent == null ? null : Digest.parse(parent),
                result.getLong(5),
                result.getLong(6),
                root.resolve(result.getString(2)).resolve(LayerArchive.DIFF));
        layers.put(layer.chainId(), layer);
      }
    }
    return layers;
  }

  static void insert(Connection transaction, Layer layer, String cacheId) throws SQLException {
    try (PreparedStatement insert =
        transaction.prepareStatement(
            "INSERT INTO layer (chain_id, cache_id, diff_id, parent, size, archive_size)"
                + " VALUES (?, ?, ?, ?, ?, ?)")) {
      insert.setString(1, layer.chainId().toString());
      insert.setString(2, cacheId);
      insert.setString(3, layer.diffId().toString());
      insert.setString(4, layer.parent() == null ? null : layer.parent().toString());
      insert.setLong(5, layer.size());
      insert.setLong(6, layer.archiveSize());
      insert.executeUpdate();
    }
  }

  static void use(Connection transaction, Digest chainId, String user) throws SQLException {
    update(
        transaction,
        "INSERT OR IGNORE INTO layer_use (user, chain_id) VALUES (?, ?)",
        user,
        chainId.toString());
  }

  static void release(Connection transaction, String user) throws SQLException {
    update(transaction, "DELETE FROM layer_use WHERE user = ?", user);
  }

  /// Leases end with the daemon that gave them.
  static void releaseLeases(Connection transaction) throws SQLException {
    update(transaction, "DELETE FROM layer_use WHERE user LIKE 'lease:%'");
  }

  /// Deletes the rows of layers that nothing uses, uppermost first, until none is left.
  static List<Digest> deleteUnused(Connection transaction) throws SQLException {
    var deleted = new ArrayList<Digest>();
    while (true) {
      List<String> unused =
          strings(
              transaction,
              "SELECT chain_id FROM layer AS l"
                  + " WHERE NOT EXISTS (SELECT 1 FROM layer_use WHERE chain_id = l.chain_id)"
                  + " AND NOT EXISTS (SELECT 1 FROM layer WHERE parent = l.chain_id)");
      if (unused.isEmpty()) {
        return deleted;
      }
      for (String chainId : unused) {
        update(transaction, "DELETE FROM layer WHERE chain_id = ?", chainId);
        deleted.add(Digest.parse(chainId));
      }
    }
  }

  static void insertSnapshot(Connection transaction, String key, @Nullable Digest chainId)
      throws SQLException {
    update(
        transaction,
        "INSERT INTO snapshot (key, chain_id) VALUES (?, ?)",
        key,
        chainId == null ? null : chainId.toString());
  }

  static void deleteSnapshot(Connection transaction, String key) throws SQLException {
    update(transaction, "DELETE FROM snapshot WHERE key = ?", key);
  }

  /// Snapshots by key; the value is the uppermost layer's chain id, empty for none.
  static Map<String, String> snapshots(Connection transaction) throws SQLException {
    var snapshots = new LinkedHashMap<String, String>();
    try (PreparedStatement query =
            transaction.prepareStatement("SELECT key, chain_id FROM snapshot");
        ResultSet result = query.executeQuery()) {
      while (result.next()) {
        String chainId = result.getString(2);
        snapshots.put(result.getString(1), chainId == null ? "" : chainId);
      }
    }
    return snapshots;
  }

  private static List<String> strings(Connection transaction, String sql) throws SQLException {
    var strings = new ArrayList<String>();
    try (PreparedStatement query = transaction.prepareStatement(sql);
        ResultSet result = query.executeQuery()) {
      while (result.next()) {
        strings.add(result.getString(1));
      }
    }
    return strings;
  }

  private static void update(Connection transaction, String sql, @Nullable String... values)
      throws SQLException {
    try (PreparedStatement statement = transaction.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setString(i + 1, values[i]);
      }
      statement.executeUpdate();
    }
  }
}
