/// Isolation and fakes for tests.
@NullMarked
package havre.testkit;

import org.jspecify.annotations.NullMarked;
