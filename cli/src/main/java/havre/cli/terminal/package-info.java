/// The terminal and the signals of the process, behind interfaces that tests and warm processes
/// fill.
@NullMarked
package havre.cli.terminal;

import org.jspecify.annotations.NullMarked;
