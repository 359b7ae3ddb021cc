/// Seccomp profiles in Docker's JSON form.
@NullMarked
package havre.runtime.security.json;

import org.jspecify.annotations.NullMarked;
