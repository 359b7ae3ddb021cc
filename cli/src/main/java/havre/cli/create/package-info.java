/// The options of `run` and `create`, checked, and the API's body that comes of them: the very one
/// that Docker's command line sends for the same words.
@NullMarked
package havre.cli.create;

import org.jspecify.annotations.NullMarked;
