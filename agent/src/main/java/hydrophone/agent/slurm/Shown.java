package hydrophone.agent.slurm;

import hydrophone.agent.log.Printable;

/** What a program wrote, for a message to a person. */
final class Shown {
    static final int LONGEST = 80;

    private Shown() {}

    /** One line of at most {@value #LONGEST} characters, as {@link Printable} has it. */
    static String of(String text) {
        return Printable.of(text, LONGEST);
    }
}
