/// The engine as a whole: its version, its host, its disk use.
@NullMarked
package havre.engine.system;

import org.jspecify.annotations.NullMarked;
