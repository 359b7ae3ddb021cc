/// Tables, templates over rows, and the human forms of sizes and times, as Docker prints them.
@NullMarked
package havre.cli.format;

import org.jspecify.annotations.NullMarked;
