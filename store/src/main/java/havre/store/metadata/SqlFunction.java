package havre.store.metadata;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// Work on a connection within one transaction.
@FunctionalInterface
public interface SqlFunction<T extends @Nullable Object> {
  T apply(Connection connection) throws SQLException;
}
