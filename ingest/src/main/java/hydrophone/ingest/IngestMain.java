package hydrophone.ingest;

import java.time.InstantSource;

/** {@code ingest}: see {@link IngestCommand}. */
public final class IngestMain {
    private IngestMain() {}

    public static void main(String[] args) {
        System.exit(IngestCommand.run(InstantSource.system(), args));
    }
}
