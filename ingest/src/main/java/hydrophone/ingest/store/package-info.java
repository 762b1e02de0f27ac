/**
 * The store of one cluster: {@code DIR/store.db}, one SQLite file, one writer.
 *
 * <p>{@link hydrophone.ingest.store.Store} opens it and hands out transactions; a writer per kind
 * of message fills the tables of {@code db/sqlite/V1__messages.sql}, whose comments say what each
 * column means. Nobody outside this package sees JDBC while writing. All of it belongs to one
 * thread.
 */
@NullMarked
package hydrophone.ingest.store;

import org.jspecify.annotations.NullMarked;
