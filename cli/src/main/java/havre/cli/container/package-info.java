/// The commands on containers.
@NullMarked
package havre.cli.container;

import org.jspecify.annotations.NullMarked;
