/// What confines a container: capabilities, the seccomp profile, hidden paths and devices.
@NullMarked
package havre.runtime.security;

import org.jspecify.annotations.NullMarked;
