/// Being attached to a container: its streams, the keys to leave it, signals and sizes passed on.
@NullMarked
package havre.cli.stream;

import org.jspecify.annotations.NullMarked;
