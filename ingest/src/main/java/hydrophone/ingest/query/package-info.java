/**
 * Answers from a store, read-only. A verb is a line in {@link hydrophone.ingest.query.Query#ALL}
 * and an SQL text under {@code resources/query}; a column's name carries its unit, and by that
 * {@link hydrophone.ingest.query.Kind} decides how it is shown.
 */
@NullMarked
package hydrophone.ingest.query;

import org.jspecify.annotations.NullMarked;
