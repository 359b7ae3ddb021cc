/// Typed client of the Engine API, over [havre.client.http]. Wide documents are JSON trees, because
/// their users print or template them; what is narrow is a record.
@NullMarked
package havre.client;

import org.jspecify.annotations.NullMarked;
