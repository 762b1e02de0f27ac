/**
 * The commands {@code ingest} and {@code query}: argument parsing and wiring only.
 *
 * <p>Data path: {@link hydrophone.ingest.consume} reads the topics and judges each record, {@link
 * hydrophone.ingest.store} keeps it, {@code hydrophone.ingest.query} answers.
 */
@NullMarked
package hydrophone.ingest;

import org.jspecify.annotations.NullMarked;
