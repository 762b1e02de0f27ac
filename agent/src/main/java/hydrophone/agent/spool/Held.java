package hydrophone.agent.spool;

/**
 * A segment that is there.
 *
 * @param size bytes that were written and synced
 * @param first id of its first frame; 0 = its header does not say
 */
record Held(Segment segment, long size, long first) {
    long number() {
        return segment.number();
    }
}
