package hydrophone.agent.machine;

/** Commands for those who never stream: a test says with a lambda what a program answers. */
public interface RunOnly extends Commands {
    @Override
    default Ending stream(Program program, Reader reader) {
        throw new AssertionError(program + " was to be streamed");
    }
}
