/// Networks as clients use them.
@NullMarked
package havre.engine.network;

import org.jspecify.annotations.NullMarked;
