/// System call filters: a compiler from named rules to the kernel's classic BPF.
@NullMarked
package havre.linux.seccomp;

import org.jspecify.annotations.NullMarked;
