/// The runtime that works through holders: it computes programs of steps, has a holder carry each
/// out, and talks with the holders that hold running processes.
@NullMarked
package havre.runtime.holder;

import org.jspecify.annotations.NullMarked;
