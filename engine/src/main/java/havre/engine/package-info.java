/// The domain without HTTP.
@NullMarked
package havre.engine;

import org.jspecify.annotations.NullMarked;
