package hydrophone.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;

/** How much of one message is taken; beyond it the message is refused, never the process lost. */
final class Limits {
    static final int DOCUMENT = 16 * 1024 * 1024;

    /**
     * Objects, inner arrays, and texts in arrays. 16 MiB of {@code {},{},…} would otherwise become
     * more than a gigabyte of records; a real message has well over 67 bytes an object.
     */
    static final int OBJECTS = 250_000;

    /** Numbers in arrays; a node of 10,000 cores and 1,000 disks has 30,000. */
    static final int NUMBERS = 1_000_000;

    /** Names are not interned: they come from outside and would stay for ever. */
    static final JsonFactory JSON =
            JsonFactory.builder()
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(64)
                                    .maxStringLength(4 * 1024 * 1024)
                                    .maxNumberLength(40)
                                    .maxNameLength(1024)
                                    .maxDocumentLength(DOCUMENT)
                                    .build())
                    .build();

    private Limits() {}
}
