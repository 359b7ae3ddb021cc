/// Clients' ends of the streams of containers and execs.
@NullMarked
package havre.engine.stream;

import org.jspecify.annotations.NullMarked;
