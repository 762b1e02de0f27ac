package hydrophone.agent.process;

/** There are more processes than the heap can hold; none was read. */
public final class TooManyProcessesException extends Exception {
    private static final long serialVersionUID = 1;

    TooManyProcessesException(int found, int most) {
        super(
                found
                        + " processes are more than the "
                        + most
                        + " that this agent's heap can hold; give it more, such as"
                        + " HYDROPHONE_AGENT_OPTS=-Xmx64m");
    }
}
