package havre.images;

import havre.common.Digest;
import havre.common.HavreException;
import havre.oci.image.ImageDocument;
import havre.oci.reference.ImageReference;
import havre.store.metadata.Schema;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The rows of images and their names. Every method works within the caller's transaction.
final class ImageRecords {
  static final Schema SCHEMA = Schema.ofResources(ImageRecords.class, "images", 5);
  private static final System.Logger LOG = System.getLogger(ImageRecords.class.getName());

  private static final String SELECT = "SELECT id, config, parent, last_tagged FROM image";

  /// One image's row.
  record Row(ImageDocument document, @Nullable Digest parent, @Nullable Instant lastTagged) {}

  private ImageRecords() {}

  /// All rows that can be read; a damaged one is named in the log and left where it is.
  static List<Row> rows(Connection transaction) throws SQLException {
    try (PreparedStatement query = transaction.prepareStatement(SELECT);
        ResultSet result = query.executeQuery()) {
      return rows(result);
    }
  }

  /// The row of one image, if there is one that can be read.
  static List<Row> rows(Connection transaction, Digest id) throws SQLException {
    try (PreparedStatement query = transaction.prepareStatement(SELECT + " WHERE id = ?")) {
      query.setString(1, id.toString());
      try (ResultSet result = query.executeQuery()) {
        return rows(result);
      }
    }
  }

  private static List<Row> rows(ResultSet result) throws SQLException {
    var rows = new ArrayList<Row>();
    while (result.next()) {
      String id = result.getString(1);
      try {
        ImageDocument document = ImageDocument.parse(result.getBytes(2));
        if (!document.id().toString().equals(id)) {
          throw havre.common.HavreException.invalid("its configuration was changed");
        }
        String parent = result.getString(3);
        long tagged = result.getLong(4);
        rows.add(
            new Row(
                document,
                parent == null ? null : Digest.parse(parent),
                result.wasNull() ? null : Instant.ofEpochMilli(tagged)));
      } catch (havre.common.HavreException e) {
        LOG.log(System.Logger.Level.ERROR, "image {0} is set aside: {1}", id, e.getMessage());
      }
    }
    return rows;
  }

  static Map<ImageReference, Digest> references(Connection transaction) throws SQLException {
    var references = new HashMap<ImageReference, Digest>();
    try (PreparedStatement query =
            transaction.prepareStatement("SELECT reference, image FROM image_reference");
        ResultSet result = query.executeQuery()) {
      while (result.next()) {
        references.put(
            ImageReference.parse(result.getString(1)), Digest.parse(result.getString(2)));
      }
    }
    return references;
  }

  /// The names of one image.
  static Map<ImageReference, Digest> references(Connection transaction, Digest image)
      throws SQLException {
    var references = new HashMap<ImageReference, Digest>();
    try (PreparedStatement query =
        transaction.prepareStatement("SELECT reference FROM image_reference WHERE image = ?")) {
      query.setString(1, image.toString());
      try (ResultSet result = query.executeQuery()) {
        while (result.next()) {
          references.put(ImageReference.parse(result.getString(1)), image);
        }
      }
    }
    return references;
  }

  /// The images that names have for further platforms.
  static Map<ImageReference, List<Digest>> variants(Connection transaction) throws SQLException {
    var variants = new HashMap<ImageReference, List<Digest>>();
    try (PreparedStatement query =
            transaction.prepareStatement(
                "SELECT reference, image FROM image_variant ORDER BY rowid");
        ResultSet result = query.executeQuery()) {
      while (result.next()) {
        variants
            .computeIfAbsent(ImageReference.parse(result.getString(1)), _ -> new ArrayList<>())
            .add(Digest.parse(result.getString(2)));
      }
    }
    return variants;
  }

  /// Gives a name one more image, for another platform.
  static void addVariant(Connection transaction, ImageReference reference, Digest id)
      throws SQLException {
    update(
        transaction,
        "INSERT OR IGNORE INTO image_variant (reference, image) VALUES (?, ?)",
        reference.toString(),
        id.toString());
  }

  static void insert(Connection transaction, ImageDocument document, @Nullable Digest parent)
      throws SQLException {
    try (PreparedStatement insert =
        transaction.prepareStatement(
            "INSERT OR IGNORE INTO image (id, config, parent) VALUES (?, ?, ?)")) {
      insert.setString(1, document.id().toString());
      insert.setBytes(2, document.raw());
      insert.setString(3, parent == null ? null : parent.toString());
      insert.executeUpdate();
    }
  }

  static void delete(Connection transaction, Digest id) throws SQLException {
    for (ImageReference name : references(transaction, id).keySet()) {
      untag(transaction, name, id);
    }
    update(transaction, "DELETE FROM image_variant WHERE image = ?", id.toString());
    update(transaction, "DELETE FROM build_step WHERE image = ?", id.toString());
    update(transaction, "DELETE FROM image WHERE id = ?", id.toString());
  }

  /// Remembers which image a build step made last.
  static void setStep(Connection transaction, String key, Digest id) throws SQLException {
    update(
        transaction,
        "INSERT INTO build_step (key, image) VALUES (?, ?)"
            + " ON CONFLICT (key) DO UPDATE SET image = excluded.image",
        key,
        id.toString());
  }

  static Optional<Digest> madeBy(Connection transaction, String key) throws SQLException {
    try (PreparedStatement query =
        transaction.prepareStatement("SELECT image FROM build_step WHERE key = ?")) {
      query.setString(1, key);
      try (ResultSet result = query.executeQuery()) {
        return result.next() ? Optional.of(Digest.parse(result.getString(1))) : Optional.empty();
      }
    }
  }

  static void tag(Connection transaction, ImageReference reference, Digest id, Instant now)
      throws SQLException {
    if (reference.digest() == null && reference.familiarName().equals("sha256")) {
      throw HavreException.invalid(
          "refusing to create an ambiguous tag using digest algorithm as name");
    }
    update(transaction, "DELETE FROM image_variant WHERE reference = ?", reference.toString());
    update(
        transaction,
        "INSERT INTO image_reference (reference, image) VALUES (?, ?)"
            + " ON CONFLICT (reference) DO UPDATE SET image = excluded.image",
        reference.toString(),
        id.toString());
    update(
        transaction,
        "UPDATE image SET last_tagged = CAST(? AS INTEGER) WHERE id = ?",
        String.valueOf(now.toEpochMilli()),
        id.toString());
  }

  /// Takes a name from one image; another one that the name has for another platform keeps it.
  static void untag(Connection transaction, ImageReference reference, Digest id)
      throws SQLException {
    String name = reference.toString();
    update(
        transaction,
        "DELETE FROM image_variant WHERE reference = ? AND image = ?",
        name,
        id.toString());
    update(
        transaction,
        "UPDATE image_reference SET image = coalesce("
            + "(SELECT image FROM image_variant WHERE reference = ?1 ORDER BY rowid LIMIT 1), image)"
            + " WHERE reference = ?1 AND image = ?2",
        name,
        id.toString());
    update(
        transaction,
        "DELETE FROM image_reference WHERE reference = ? AND image = ?",
        name,
        id.toString());
    update(
        transaction,
        "DELETE FROM image_variant WHERE reference = ?1"
            + " AND image IN (SELECT image FROM image_reference WHERE reference = ?1)",
        name);
  }

  private static void update(Connection transaction, String sql, String... values)
      throws SQLException {
    try (PreparedStatement statement = transaction.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setString(i + 1, values[i]);
      }
      statement.executeUpdate();
    }
  }
}
