/// The streams of processes on the wire.
@NullMarked
package havre.api.stream;

import org.jspecify.annotations.NullMarked;
