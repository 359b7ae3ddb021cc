/// From a container's definition to what the runtime starts.
@NullMarked
package havre.engine.launch;

import org.jspecify.annotations.NullMarked;
