/// Where the results of builds go.
@NullMarked
package havre.buildkit.export;

import org.jspecify.annotations.NullMarked;
