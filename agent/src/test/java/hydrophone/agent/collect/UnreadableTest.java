package hydrophone.agent.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.List;

class UnreadableTest {
    private final Unreadable unreadable = new Unreadable("sacct");
    private final Played feed = new Played();

    @Test
    void allAreCounted_threeAreShown() throws Exception {
        for (int i = 1; i <= 12; i++) unreadable.accept("row " + i);
        unreadable.report(feed);
        assertEquals(List.of("sacct: 12 unreadable: row 1; row 2; row 3; …"), feed.troubles);
    }

    @Test
    void whereThereIsNone_nothingIsSaid() throws Exception {
        unreadable.report(feed);
        assertEquals(List.of(), feed.troubles);
    }

    @Test
    void hostileText_isOneShortLine() throws Exception {
        unreadable.accept("a\n\u001b[31m\u202e" + "x".repeat(1000));
        unreadable.report(feed);
        String trouble = feed.troubles.getFirst();
        assertTrue(trouble.length() < 250, trouble);
        assertTrue(trouble.chars().noneMatch(c -> c < ' ' || c == 0x202e), trouble);
    }
}
