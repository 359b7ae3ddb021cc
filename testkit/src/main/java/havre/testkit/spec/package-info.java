/// The Engine API's specification, as a check of answers.
@NullMarked
package havre.testkit.spec;

import org.jspecify.annotations.NullMarked;
