/** Dead letters judged once more, by what this program knows: {@code Store -> Inbox -> Store}. */
@NullMarked
package hydrophone.ingest.replay;

import org.jspecify.annotations.NullMarked;
