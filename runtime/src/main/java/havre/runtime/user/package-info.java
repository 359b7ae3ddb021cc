/// Users and groups as a container's own files name them.
@NullMarked
package havre.runtime.user;

import org.jspecify.annotations.NullMarked;
