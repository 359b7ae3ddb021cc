/// Real clients against a real daemon.
@NullMarked
package havre.e2e;

import org.jspecify.annotations.NullMarked;
