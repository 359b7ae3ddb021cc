/// The standard streams of containers and execs: reading their output without loss, handing it to
/// the log and to attached clients, and writing their input.
@NullMarked
package havre.runtime.streams;

import org.jspecify.annotations.NullMarked;
