package hydrophone.codec;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.io.IOException;

/** At most one object that was passed over, to be read when the rest is known. */
final class Deferred implements Closeable {
    private @Nullable JsonReader reader;

    /** Of a member that stands twice the last wins. */
    void keep(JsonReader last) throws IOException {
        close();
        reader = last;
    }

    @Nullable JsonReader reader() {
        return reader;
    }

    @Override
    public void close() throws IOException {
        if (reader != null) reader.close();
    }
}
