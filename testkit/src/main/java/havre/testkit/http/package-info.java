/// HTTP as bytes.
@NullMarked
package havre.testkit.http;

import org.jspecify.annotations.NullMarked;
