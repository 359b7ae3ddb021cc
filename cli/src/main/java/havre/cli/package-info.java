/// The havre command line.
@NullMarked
package havre.cli;

import org.jspecify.annotations.NullMarked;
