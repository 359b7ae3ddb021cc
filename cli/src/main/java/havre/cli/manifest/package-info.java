/// The commands on manifest lists that are put together here.
@NullMarked
package havre.cli.manifest;

import org.jspecify.annotations.NullMarked;
