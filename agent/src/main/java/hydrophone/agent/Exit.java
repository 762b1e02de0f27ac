package hydrophone.agent;

/** Exit statuses, those of {@code sysexits.h} where it has one. */
final class Exit {
    static final int OK = 0;
    static final int USAGE = 2;
    static final int BAD_DATA = 65;
    static final int INTERNAL = 70;
    static final int CANNOT_CREATE = 73;
    static final int LOCKED = 75;
    static final int PERMISSION = 77;
    static final int CONFIG = 78;

    private Exit() {}
}
