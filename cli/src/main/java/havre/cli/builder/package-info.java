/// Commands on builds and their cache.
@NullMarked
package havre.cli.builder;

import org.jspecify.annotations.NullMarked;
