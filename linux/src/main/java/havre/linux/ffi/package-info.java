/// Downcalls to libc: one class an area, each a typed wrapper around one call. Used by
/// `havre.linux` alone.
@NullMarked
package havre.linux.ffi;

import org.jspecify.annotations.NullMarked;
