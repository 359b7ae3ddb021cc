/// State in one SQLite file: the database, its transactions and migrations.
@NullMarked
package havre.store.metadata;

import org.jspecify.annotations.NullMarked;
