/// JSON values, a reader that takes a value after the other from a stream, and a writer. Small and
/// without reflection, because it lies on the start-up path of every command.
@NullMarked
package havre.client.json;

import org.jspecify.annotations.NullMarked;
