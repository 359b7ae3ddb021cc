/// Builds over the API.
@NullMarked
package havre.api.build;

import org.jspecify.annotations.NullMarked;
