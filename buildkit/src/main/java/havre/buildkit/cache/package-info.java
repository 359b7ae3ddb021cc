/// Results of builds that are kept outside the engine, in BuildKit's format.
@NullMarked
package havre.buildkit.cache;

import org.jspecify.annotations.NullMarked;
