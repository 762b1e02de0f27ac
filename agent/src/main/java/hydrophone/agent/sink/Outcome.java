package hydrophone.agent.sink;

/** What became of one message that a sink was given. */
public sealed interface Outcome {

    /** Acknowledged: it may be forgotten. */
    record Accepted() implements Outcome {}

    /** It will never be taken as it is. */
    record Refused(String why) implements Outcome {}

    /** Not now: keep it and try again. */
    record Later(String why) implements Outcome {}
}
