/// Keeps privileged tests away from the machine they run on.
@NullMarked
package havre.testkit.isolation;

import org.jspecify.annotations.NullMarked;
