/// Containers over the API: wire shapes, their translation to and from the engine's types, life
/// cycle, streams.
@NullMarked
package havre.api.containers;

import org.jspecify.annotations.NullMarked;
