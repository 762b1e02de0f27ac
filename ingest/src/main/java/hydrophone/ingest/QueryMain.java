package hydrophone.ingest;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneId;

/** The {@code query} program. */
public final class QueryMain {
    private QueryMain() {}

    public static void main(String[] args) {
        // Nothing here logs; waking a logging library would cost a third of the start.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        System.setProperty("slf4j.provider", "org.slf4j.helpers.NOP_FallbackServiceProvider");
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        QueryCommand command =
                new QueryCommand(
                        new FileOutputStream(FileDescriptor.out),
                        err,
                        InstantSource.system(),
                        ZoneId.systemDefault());
        int exit = command.run(args);
        err.flush();
        System.exit(exit);
    }
}
