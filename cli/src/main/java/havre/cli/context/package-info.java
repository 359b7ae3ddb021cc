/// Contexts: named ways to reach engines, kept in Docker's form and place.
@NullMarked
package havre.cli.context;

import org.jspecify.annotations.NullMarked;
