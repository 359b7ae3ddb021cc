/// Typed client of the Engine API.
@NullMarked
package havre.client;

import org.jspecify.annotations.NullMarked;
