/// The engine's documents as JSON.
@NullMarked
package havre.engine.json;

import org.jspecify.annotations.NullMarked;
