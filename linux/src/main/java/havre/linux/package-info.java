/// The door to the kernel.
@NullMarked
package havre.linux;

import org.jspecify.annotations.NullMarked;
