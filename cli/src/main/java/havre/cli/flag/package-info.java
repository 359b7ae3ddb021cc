/// Options of commands, with the rules and error texts of the Docker command line's parser.
@NullMarked
package havre.cli.flag;

import org.jspecify.annotations.NullMarked;
