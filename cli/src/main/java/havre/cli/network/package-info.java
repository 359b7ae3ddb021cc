/// The commands on networks.
@NullMarked
package havre.cli.network;

import org.jspecify.annotations.NullMarked;
