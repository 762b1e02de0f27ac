/**
 * Directory trees of Sonar's two layouts, into the store and out of it: {@code TreeWalk -> TreeName
 * -> JsonSplitter -> Inbox -> Store}.
 */
@NullMarked
package hydrophone.ingest.tree;

import org.jspecify.annotations.NullMarked;
