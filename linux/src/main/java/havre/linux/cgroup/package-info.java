/// Control groups of either version behind one interface.
@NullMarked
package havre.linux.cgroup;

import org.jspecify.annotations.NullMarked;
