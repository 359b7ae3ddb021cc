/// The Docker Engine REST API.
@NullMarked
package havre.api;

import org.jspecify.annotations.NullMarked;
