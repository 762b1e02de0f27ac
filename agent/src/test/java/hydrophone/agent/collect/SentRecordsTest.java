package hydrophone.agent.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

class SentRecordsTest {
    private static final Instant START = Instant.parse("2026-03-04T09:00:00Z");

    private final SentRecords sent = new SentRecords(Duration.ofMinutes(25), Duration.ofMinutes(5));
    private Instant now = START;

    /** One observation with one call. */
    private void at(int minute) {
        now = START.plusSeconds(minute * 60L);
        sent.begin();
        sent.nextCall();
    }

    private boolean running(long key, long content) {
        return sent.isNews(key, content, "", 7, now);
    }

    private boolean ended(long key, long content) {
        return sent.isNews(key, content, "", 0, now);
    }

    @Test
    void whatChanges_isNews_andNothingElse() {
        at(0);
        assertTrue(ended(7, 1));
        at(5);
        assertFalse(ended(7, 1));
        assertTrue(ended(7, 2));
        at(10);
        assertFalse(ended(7, 2));
        at(15);
        assertTrue(ended(7, 1), "back to what it was is a change, too");
    }

    @Test
    void aKeyOfZeroAndAContentOfZero_areLikeAnyOther() {
        at(0);
        assertTrue(ended(0, 0));
        at(5);
        assertFalse(ended(0, 0));
        assertTrue(ended(0, 1));
    }

    @Test
    void aLiveRecord_isSentBeforeItWasUnsentForTheRefreshTime_anEndedOneIsNot() {
        at(0);
        assertTrue(running(7, 1));
        assertTrue(ended(8, 1));
        for (int minute = 5; minute <= 20; minute += 5) {
            at(minute);
            assertFalse(running(7, 1), "at " + minute);
        }
        at(25);
        assertTrue(running(7, 1));
        assertFalse(ended(8, 1));
        at(30);
        assertFalse(running(7, 1));
    }

    @Test
    void aCadenceOfMoreThanHalfTheRefreshTime_sendsLiveRecordsAtEachPoint() {
        var slow = new SentRecords(Duration.ofMinutes(25), Duration.ofMinutes(15));
        for (int i = 0; i < 3; i++) {
            slow.begin();
            slow.nextCall();
            assertTrue(slow.isNews(7, 1, "", 7, START.plusSeconds(i * 900L)));
        }
    }

    @Test
    void aClockThatWasSetBack_silencesNoLiveRecord() {
        at(600);
        assertTrue(running(7, 1));
        at(0);
        assertTrue(running(7, 1));
    }

    @Test
    void liveRecordsThatAreNotShownAnyMore_areNamed_untilTheyAreForgotten() {
        at(0);
        sent.isNews(1, 1, "", 4_000_000_000L, now);
        sent.isNews(2, 1, "", 4_000_000_000L, now);
        sent.isNews(3, 1, "", 8, now);
        sent.isNews(4, 1, "", 0, now);
        sent.isNews(5, 1, "", 9, now);
        at(5);
        sent.isNews(5, 1, "", 9, now);
        assertEquals(Set.of(4_000_000_000L, 8L), Set.copyOf(sent.vanished(10)));
        assertEquals(1, sent.vanished(1).size());
        sent.isNews(3, 2, "", 0, now);
        assertEquals(List.of(4_000_000_000L), sent.vanished(10));
        sent.forgetUnseen();
        assertEquals(List.of(), sent.vanished(10));
    }

    @Test
    void requestedResources_countOnlyWhereTheyAreKnown() {
        at(0);
        assertTrue(sent.isNews(7, 1, "cpu=1", 0, now));
        at(5);
        assertFalse(sent.isNews(7, 1, "", 0, now), "scontrol has forgotten the job");
        at(10);
        assertFalse(sent.isNews(7, 1, "cpu=1", 0, now));
        assertTrue(sent.isNews(7, 1, "cpu=2", 0, now));
    }

    @Test
    void requestedResources_thatBecomeKnown_areNews() {
        at(0);
        assertTrue(sent.isNews(7, 1, "", 0, now));
        at(5);
        assertTrue(sent.isNews(7, 1, "cpu=1", 0, now));
    }

    @Test
    void aRecordSentWithoutRequestedResources_isNewsWhenTheyAreKnownAgain() {
        at(0);
        assertTrue(sent.isNews(7, 1, "cpu=1", 0, now));
        at(5);
        assertTrue(sent.isNews(7, 2, "", 0, now));
        at(10);
        assertTrue(sent.isNews(7, 2, "cpu=1", 0, now));
    }

    /**
     * Messages of one observation share their time: which of two is the newer one is not in them.
     */
    @Test
    void aRecordThatChangesBetweenTwoCalls_waitsForTheNextObservation() {
        at(0);
        assertTrue(running(7, 1));
        sent.nextCall();
        assertFalse(ended(7, 2));
        at(5);
        assertTrue(ended(7, 2));
        at(10);
        assertFalse(ended(7, 2));
    }

    @Test
    void aRecordThatChangesBetweenTwoCalls_andBack_isSentAgainAllTheSame() {
        at(0);
        assertTrue(ended(7, 1));
        sent.nextCall();
        assertFalse(ended(7, 2));
        at(5);
        assertTrue(ended(7, 1));
    }

    @Test
    void aRecordNotSentByTheCallBefore_maybeSentByTheNext() {
        at(0);
        assertTrue(running(7, 1));
        at(5);
        assertFalse(running(7, 1));
        sent.nextCall();
        assertTrue(ended(7, 2));
    }

    @Test
    void twoRecordsOfOneKeyInOneCall_areBothSent() {
        at(0);
        assertTrue(ended(7, 1));
        assertTrue(ended(7, 2));
    }

    @Test
    void overlappingCalls_sendARecordOnce() {
        at(0);
        assertTrue(running(7, 1));
        sent.nextCall();
        assertFalse(running(7, 1));
    }

    @Test
    void whatACompleteObservationDidNotShow_isForgotten() {
        at(0);
        for (int key = 0; key < 5000; key++) assertTrue(ended(key, 1));
        at(5);
        sent.nextCall();
        for (int key = 0; key < 5000; key += 2) assertFalse(ended(key, 1));
        sent.forgetUnseen();
        assertEquals(2500, sent.size());
        at(10);
        for (int key = 0; key < 5000; key++) assertEquals(key % 2 == 1, ended(key, 1));
    }

    @Test
    void afterClear_everythingIsNews() {
        at(0);
        assertTrue(ended(7, 1));
        sent.clear();
        at(5);
        assertTrue(ended(7, 1));
    }

    @Test
    void aHundredThousandRecords_takeLessThan16MiB_alsoWhileTheyGrow() {
        at(0);
        long before = 0;
        long most = 0;
        for (long key = 0; key < 100_000; key++) {
            assertTrue(ended(key << 40, 1));
            if (sent.bytes() != before) most = Math.max(most, before + sent.bytes());
            before = sent.bytes();
        }
        assertEquals(100_000, sent.size());
        assertTrue(most < 16 << 20, "bytes: " + most);
    }

    /** Against the plain rule in a map of the JDK's. */
    @Test
    void randomObservations_agreeWithAPlainMap() {
        long seed = 20261123;
        var random = new SplittableRandom(seed);
        Map<Long, Long> plain = new HashMap<>();
        for (int minute = 0; minute < 200; minute += 5) {
            at(minute);
            Map<Long, Long> shown = new HashMap<>();
            for (int i = 0; i < 400; i++) {
                shown.put(random.nextLong(600) * 0x1_0000_0001L, random.nextLong(3));
            }
            shown.forEach((key, content) ->
                    assertEquals(
                            !content.equals(plain.put(key, content)),
                            ended(key, content),
                            "seed " + seed));
            sent.forgetUnseen();
            plain.keySet().retainAll(shown.keySet());
        }
    }

    /** A week of a busy cluster after an outage; the daemon's heap has 128 MiB. */
    @Test
    void whatItTakesIsBounded_whatIsNotRememberedIsNewsAgain() {
        at(0);
        for (long key = 0; key < 3_000_000; key++) assertTrue(ended(key, 1));
        assertTrue(sent.bytes() <= 32 << 20, sent.bytes() + " bytes");
        at(5);
        assertFalse(ended(0, 1));
        assertTrue(ended(2_999_999, 1));
        sent.forgetUnseen();
        assertEquals(1, sent.size());
        at(10);
        assertTrue(ended(2_999_999, 1));
        at(15);
        assertFalse(ended(2_999_999, 1));
    }
}
