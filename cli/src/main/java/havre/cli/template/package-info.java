/// Go's text templates, as far as `--format` needs them, over JSON values.
@NullMarked
package havre.cli.template;

import org.jspecify.annotations.NullMarked;
