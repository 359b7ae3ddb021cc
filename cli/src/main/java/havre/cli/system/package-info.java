/// The commands on the engine as a whole.
@NullMarked
package havre.cli.system;

import org.jspecify.annotations.NullMarked;
