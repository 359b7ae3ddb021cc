package havre.images;

import havre.common.Digest;
import havre.oci.image.Descriptor;
import havre.oci.reference.ImageReference;
import havre.store.metadata.Database;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;

/// Remembers which blobs of which repositories hold which layers, so that a push need not upload
/// what the registry has. What is remembered is a hint: the registry is asked.
final class LayerBlobs {
  private final Database database;

  LayerBlobs(Database database) {
    this.database = database;
  }

  /// @param repository its full name, `domain/path`
  record Known(Descriptor blob, String repository) {
    boolean isIn(ImageReference name) {
      return repository.equals(name.name());
    }

    boolean isOnRegistryOf(ImageReference name) {
      return repository.startsWith(name.domain() + "/");
    }

    String path(ImageReference sameRegistry) {
      return repository.substring(sameRegistry.domain().length() + 1);
    }
  }

  List<Known> of(Digest diffId) {
    return database.read(transaction -> {
      var known = new ArrayList<Known>();
      try (PreparedStatement query =
          transaction.prepareStatement(
              "SELECT media_type, digest, size, repository FROM layer_blob WHERE diff_id = ?"
                  + " ORDER BY rowid DESC")) {
        query.setString(1, diffId.toString());
        try (ResultSet rows = query.executeQuery()) {
          while (rows.next()) {
            Descriptor blob =
                Descriptor.of(rows.getString(1), Digest.parse(rows.getString(2)), rows.getLong(3));
            known.add(new Known(blob, rows.getString(4)));
          }
        }
      }
      return known;
    });
  }

  /// Remembers a blob as long as the layer is here; a trigger of the table takes it away then.
  void remember(Digest diffId, Descriptor blob, ImageReference repository) {
    database.write(transaction -> {
      try (PreparedStatement insert =
          transaction.prepareStatement(
              "INSERT OR REPLACE INTO layer_blob"
                  + " (diff_id, digest, size, media_type, repository) SELECT ?1, ?2, ?3, ?4, ?5"
                  + " WHERE EXISTS (SELECT 1 FROM layer WHERE diff_id = ?1)")) {
        insert.setString(1, diffId.toString());
        insert.setString(2, blob.digest().toString());
        insert.setLong(3, blob.size());
        insert.setString(4, blob.mediaType());
        insert.setString(5, repository.name());
        return insert.executeUpdate();
      }
    });
  }
}
