/// The commands on volumes.
@NullMarked
package havre.cli.volume;

import org.jspecify.annotations.NullMarked;
