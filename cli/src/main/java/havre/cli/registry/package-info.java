/// The commands on registries.
@NullMarked
package havre.cli.registry;

import org.jspecify.annotations.NullMarked;
