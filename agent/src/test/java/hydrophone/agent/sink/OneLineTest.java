package hydrophone.agent.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

final class OneLineTest {
    @Test
    void of_severalLines_isTheFirstThatSaysSomething() {
        assertEquals("why", OneLine.of("\r\n  \n\twhy \nmore"));
        assertEquals("", OneLine.of(" \n"));
    }

    @Test
    void of_whatMovesACursor_isEscaped() {
        assertEquals("a\\u001b[2Jb\\u202e", OneLine.of("a\u001b[2Jb\u202e"));
        assertEquals("ø€", OneLine.of("ø€"));
    }

    @Test
    void of_longText_isCut() {
        assertEquals("x".repeat(OneLine.LONGEST) + "…", OneLine.of("x".repeat(1000)));
        assertEquals("x".repeat(OneLine.LONGEST), OneLine.of("x".repeat(OneLine.LONGEST)));
    }

    @Test
    void of_failure_isItsWordsElseItsName() {
        assertEquals("because", OneLine.of(new IOException("because")));
        assertEquals("IOException", OneLine.of(new IOException()));
    }

    @Test
    void why_file_isSaidInWordsWithoutItsName() {
        assertEquals("no such file", OneLine.why(new NoSuchFileException("/f")));
        assertEquals("permission denied", OneLine.why(new AccessDeniedException("/f")));
        assertEquals("/f is no folder", OneLine.why(new FileAlreadyExistsException("/f")));
        assertEquals("odd", OneLine.why(new FileSystemException("/f", null, "odd")));
        assertEquals("No space left", OneLine.why(new IOException("No space left")));
    }
}
