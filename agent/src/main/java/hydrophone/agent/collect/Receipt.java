package hydrophone.agent.collect;

/** Is told once, by any thread, what became of a message that was handed over. */
public interface Receipt {
    /** Of a message that nobody asks after: the next one says the same again. */
    Receipt NOBODY =
            new Receipt() {
                @Override
                public void accepted() {}

                @Override
                public void lost() {}
            };

    /** The sink has acknowledged it, or an error envelope in its place. */
    void accepted();

    /** It will never arrive. */
    void lost();
}
