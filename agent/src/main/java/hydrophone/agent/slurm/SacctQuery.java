package hydrophone.agent.slurm;

/**
 * Which jobs sacct is asked for.
 *
 * @param from as sacct understands it: {@code now-90minutes}, {@code 2026-11-23}
 * @param to likewise: {@code now}
 * @param uncompleted pending, running and suspended ones too
 * @param states which final states
 */
public record SacctQuery(String from, String to, boolean uncompleted, States states) {
    /** The same without the time to come. */
    public SacctQuery untilNow() {
        return to.startsWith("now+") ? new SacctQuery(from, "now", uncompleted, states) : this;
    }

    /** The sets of states that can be asked for. */
    public enum States {
        /** Whatever Slurm has. */
        ALL,
        /** The six final ones that Sonar sends, for back-ends with a closed set. */
        SONAR
    }
}
