/// The daemon's own log.
@NullMarked
package havre.daemon.logging;

import org.jspecify.annotations.NullMarked;
