/// havred: configuration and wiring.
@NullMarked
package havre.daemon;

import org.jspecify.annotations.NullMarked;
