/// What the engine keeps of a container over its own end.
@NullMarked
package havre.engine.state;

import org.jspecify.annotations.NullMarked;
