package hydrophone.agent.spool;

import hydrophone.agent.sink.Outgoing.Place;
import hydrophone.agent.spool.Loss.Reason;
import hydrophone.message.MessageType;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What was lost and not yet reported downstream. The file {@code losses} has a line each: {@code
 * type reason run first last messages from to}, times in ms since 1970, {@code -} for an unknown
 * run. It is replaced as a whole; while the disk is full, memory alone knows, and the next change
 * writes all. Lines that make no sense are left out. At most {@value #MOST} lines, of as many runs;
 * beyond that the oldest goes. Not thread-safe.
 */
final class Losses {
    private static final int MOST = 1000;

    private final Path file;
    private final List<Loss> losses = new ArrayList<>();

    Losses(Path file) {
        this.file = file;
        try {
            for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
                parse(line).ifPresent(losses::add);
            }
        } catch (IOException e) {
            // None, or none that can be read: what is missing still shows in the numbers.
            losses.clear();
        }
    }

    List<Loss> of(MessageType type) {
        return losses.stream().filter(l -> l.type() == type).toList();
    }

    /** Whether this message was noted as one that had to go. */
    boolean haveGivenUp(MessageType type, Place place) {
        return losses.stream()
                .filter(l -> l.type() == type && l.reason() == Reason.FULL)
                .filter(l -> l.run().equals(place.run()))
                .anyMatch(l -> l.first() <= place.seq() && place.seq() <= l.last());
    }

    boolean isEmpty() {
        return losses.isEmpty();
    }

    void add(Loss loss) {
        add(List.of(loss));
    }

    void add(List<Loss> more) {
        if (more.isEmpty()) return;
        more.forEach(this::merge);
        while (losses.size() > MOST) losses.removeFirst();
        write();
    }

    private void merge(Loss loss) {
        for (int i = losses.size() - 1; i >= 0; i--) {
            Optional<Loss> both = losses.get(i).with(loss);
            if (both.isEmpty()) continue;
            losses.set(i, both.get());
            return;
        }
        losses.add(loss);
    }

    /** These are known downstream. */
    void reported(List<Loss> known) {
        if (losses.removeAll(known)) write();
    }

    private void write() {
        try {
            if (losses.isEmpty()) {
                Files.deleteIfExists(file);
                return;
            }
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            String text = losses.stream().map(Losses::line).collect(Collectors.joining());
            Modes.write(fresh, text.getBytes(StandardCharsets.US_ASCII));
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // The disk is full, as a rule; nothing is lost but the note, if we are killed now.
            return;
        }
    }

    private static String line(Loss loss) {
        return String.join(
                        " ",
                        loss.type().word(),
                        loss.reason().word(),
                        loss.run().isEmpty() ? "-" : loss.run(),
                        Long.toString(loss.first()),
                        Long.toString(loss.last()),
                        Long.toString(loss.messages()),
                        Long.toString(loss.from().toEpochMilli()),
                        Long.toString(loss.to().toEpochMilli()))
                + "\n";
    }

    private static Optional<Loss> parse(String line) {
        String[] words = line.split(" ", -1);
        if (words.length != 8) return Optional.empty();
        try {
            return Optional.of(
                    new Loss(
                            MessageType.ofWord(words[0]).orElseThrow(),
                            words[1].equals(Reason.FULL.word()) ? Reason.FULL : Reason.DAMAGED,
                            words[2].equals("-") ? "" : words[2],
                            Long.parseLong(words[3]),
                            Long.parseLong(words[4]),
                            Long.parseLong(words[5]),
                            Instant.ofEpochMilli(Long.parseLong(words[6])),
                            Instant.ofEpochMilli(Long.parseLong(words[7]))));
        } catch (NumberFormatException | DateTimeException | NoSuchElementException _) {
            return Optional.empty();
        }
    }
}
