package hydrophone.agent;

import hydrophone.agent.daemon.HostLock;
import hydrophone.agent.spool.Loss;
import hydrophone.agent.spool.SpoolView;
import hydrophone.agent.spool.UnreadableSegment;
import hydrophone.message.MessageType;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** {@code agent spool DIR status|check|export}: looks into a spool and changes nothing. */
@Command(
        name = "spool",
        description = {
            "Looks into a spool, also while a daemon works with it, and changes nothing.",
            "DIR is a spool's folder, or one with spools in it.",
            "  status   how many messages wait, since when, what is lost or lies in quarantine",
            "  check    reads every byte; exit status 65 where messages are damaged",
            "  export   prints the messages that wait, one JSON object a line"
        })
final class SpoolCommand implements Callable<Integer> {
    // Filled in by picocli.
    @SuppressWarnings("NullAway.Init")
    @Spec
    CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "print this and end")
    boolean help;

    @Option(
            names = "--type",
            paramLabel = "sample|sysinfo|job|cluster",
            description = "these messages only")
    @Nullable String type;

    @Parameters(index = "0", paramLabel = "DIR", description = "the folder")
    Path folder = Path.of("");

    @Parameters(index = "1", paramLabel = "status|check|export", description = "what to do")
    String verb = "";

    @Override
    public Integer call() throws IOException {
        if (!List.of("status", "check", "export").contains(verb)) {
            throw new ParameterException(
                    spec.commandLine(), "expected status, check or export; found '" + verb + "'");
        }
        List<MessageType> types = types();
        try {
            List<Path> spools = spools();
            if (spools.isEmpty()) {
                System.err.println(
                        "agent spool: "
                                + folder
                                + ": no spool lies there; give the folder that the daemon's log or"
                                + " [spool] directory names");
                return Exit.BAD_DATA;
            }
            int worst = Exit.OK;
            for (Path spool : spools) worst = Math.max(worst, look(spool, types));
            return worst;
        } catch (AccessDeniedException e) {
            System.err.println("agent spool: " + e.getMessage() + ": may not be read");
            return Exit.PERMISSION;
        } catch (UnreadableSegment e) {
            System.err.println("agent spool: " + e.getMessage());
            return Exit.PERMISSION;
        }
    }

    private List<MessageType> types() {
        if (type == null) return List.of(MessageType.values());
        return List.of(
                MessageType.ofWord(type)
                        .orElseThrow(() ->
                                new ParameterException(
                                        spec.commandLine(),
                                        "expected sample, sysinfo, job or cluster; found '"
                                                + type
                                                + "'")));
    }

    private List<Path> spools() throws IOException {
        if (SpoolView.isSpool(folder)) return List.of(folder);
        if (!Files.isDirectory(folder)) return List.of();
        try (Stream<Path> below = Files.list(folder)) {
            return below.filter(SpoolView::isSpool).sorted().toList();
        }
    }

    private int look(Path spool, List<MessageType> types) throws IOException {
        SpoolView view = new SpoolView(spool);
        return switch (verb) {
            case "status" -> status(spool, view, types);
            case "check" -> check(spool, view, types);
            default -> export(view, types);
        };
    }

    private static int status(Path spool, SpoolView view, List<MessageType> types)
            throws IOException {
        System.out.println(spool + ": " + holder(spool.resolve("lock")));
        row("type", "messages", "KiB", "oldest", "lost");
        for (MessageType type : types) {
            SpoolView.Queue queue = view.queue(type);
            row(
                    type.word(),
                    Long.toString(queue.messages()),
                    Long.toString((queue.bytes() + 1023) / 1024),
                    queue.oldest().map(Object::toString).orElse("-"),
                    Long.toString(view.losses(type).stream().mapToLong(Loss::messages).sum()));
        }
        List<Path> kept = view.quarantine();
        if (!kept.isEmpty()) {
            System.out.println(kept.size() + " files in " + spool.resolve("quarantine"));
        }
        return Exit.OK;
    }

    private static String holder(Path lock) {
        if (!Files.exists(lock)) return "no daemon works with it";
        String pid = HostLock.holder(lock);
        boolean gone =
                pid.matches("[0-9]{1,18}") && ProcessHandle.of(Long.parseLong(pid)).isEmpty();
        return gone
                ? "no daemon works with it; process " + pid + " was killed"
                : "process " + pid + " works with it";
    }

    private static void row(String... cells) {
        System.out.println(
                String.format(Locale.ROOT, "%-8s %10s %10s  %-24s %8s", (Object[]) cells)
                        .stripTrailing());
    }

    private static int check(Path spool, SpoolView view, List<MessageType> types)
            throws IOException {
        int status = Exit.OK;
        for (MessageType type : types) {
            SpoolView.Health health = view.check(type);
            System.out.println(
                    String.format(
                            Locale.ROOT,
                            "%s/%s: %d messages whole, %d damaged, %d bytes that are no message",
                            spool,
                            type.word(),
                            health.whole(),
                            health.damaged(),
                            health.badBytes()));
            if (health.damaged() > 0) status = Exit.BAD_DATA;
        }
        return status;
    }

    private static int export(SpoolView view, List<MessageType> types) throws IOException {
        OutputStream out = System.out;
        for (MessageType type : types) {
            view.each(type, message -> out.write(message.value()));
        }
        out.flush();
        return Exit.OK;
    }
}
