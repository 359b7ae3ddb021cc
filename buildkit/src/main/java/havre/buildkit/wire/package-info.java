/// Protocol buffers as they are on the wire, without generated classes.
@NullMarked
package havre.buildkit.wire;

import org.jspecify.annotations.NullMarked;
