/// Files copied between a container and this machine, as tar archives.
@NullMarked
package havre.cli.copy;

import org.jspecify.annotations.NullMarked;
