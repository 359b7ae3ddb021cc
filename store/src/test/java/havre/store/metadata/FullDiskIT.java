package havre.store.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.common.HavreException;
import havre.linux.mount.Mounts;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The state file on a disk that is full.
class FullDiskIT {
  private static final int DETACH = 2;
  private static final Schema NOTES =
      new Schema("notes", List.of("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT)"));

  @TempDir Path folder;

  @BeforeEach
  void makeDisk() {
    Mounts.mount("disk", folder.toString(), "tmpfs", 0, "size=24m");
  }

  @AfterEach
  void removeDisk() {
    Mounts.unmount(folder.toString(), DETACH);
  }

  @Test
  void whatIsThereCanBeRemovedSoThatThereIsRoomAgain() throws IOException {
    try (Database database = Database.open(folder.resolve("state.db"), List.of(NOTES))) {
      for (int id = 0; id < 200; id++) {
        insert(database, id, "x".repeat(500));
      }
      fill();

      for (int id = 0; id < 200; id++) {
        delete(database, id);
      }
      assertThat(count(database)).isZero();
      assertThatThrownBy(() -> insert(database, 1, "x".repeat(30 << 20)))
          .isInstanceOf(HavreException.class)
          .hasMessage("write " + database.file() + ": no space left on device");
      assertThat(count(database)).isZero();

      Files.delete(folder.resolve("filler"));
      insert(database, 1, "again");
      assertThat(count(database)).isOne();
    }
  }

  @Test
  void anotherDaemonFindsWhatWasWrittenIntoTheReserve() throws IOException {
    Path copy = folder.resolve("copy");
    Files.createDirectory(copy);
    try (Database database = Database.open(folder.resolve("state.db"), List.of(NOTES))) {
      insert(database, 1, "one");
      for (String suffix : List.of("", "-wal")) {
        Files.copy(folder.resolve("state.db" + suffix), copy.resolve("state.db" + suffix));
      }
    }
    try (Database database = Database.open(copy.resolve("state.db"), List.of(NOTES))) {
      assertThat(count(database)).isOne();
    }
  }

  private void fill() throws IOException {
    byte[] portion = new byte[1 << 16];
    try (OutputStream out = Files.newOutputStream(folder.resolve("filler"))) {
      while (true) {
        out.write(portion);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space left");
    }
  }

  private static void insert(Database database, int id, String text) {
    database.write(connection -> {
      try (var statement = connection.prepareStatement("INSERT INTO notes VALUES (?, ?)")) {
        statement.setInt(1, id);
        statement.setString(2, text);
        return statement.executeUpdate();
      }
    });
  }

  private static void delete(Database database, int id) {
    database.write(connection -> {
      try (var statement = connection.prepareStatement("DELETE FROM notes WHERE id = ?")) {
        statement.setInt(1, id);
        return statement.executeUpdate();
      }
    });
  }

  private static int count(Database database) {
    return database.read(connection -> {
      try (var statement = connection.prepareStatement("SELECT count(*) FROM notes");
          var rows = statement.executeQuery()) {
        return rows.getInt(1);
      }
    });
  }
}
