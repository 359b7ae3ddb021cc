/// What a command is and what it works with: its invocation, options, output and engine.
@NullMarked
package havre.cli.command;

import org.jspecify.annotations.NullMarked;
