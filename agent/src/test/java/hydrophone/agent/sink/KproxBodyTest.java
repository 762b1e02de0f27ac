package hydrophone.agent.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.agent.config.Destination.Login;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

final class KproxBodyTest {
    private static final KproxBody PLAIN =
            new KproxBody("c/n1", Optional.empty(), OptionalLong.empty());

    private static String text(KproxBody body, List<Outgoing> messages) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        body.of(messages).forEach(all::writeBytes);
        return all.toString(StandardCharsets.UTF_8);
    }

    private static KproxBody limited(long limit) {
        return new KproxBody("c/n1", Optional.empty(), OptionalLong.of(limit));
    }

    private static List<Integer> sizes(KproxBody body, List<Outgoing> messages) {
        return body.split(messages).stream().map(List::size).toList();
    }

    /** Five bytes with its newline; guessed at 5 + 8 + 2 + 170 = 185. */
    private static List<Outgoing> messages(int count) {
        return IntStream.range(0, count)
                .mapToObj(_ -> Messages.to("c.sample", "{\"\"}\n"))
                .toList();
    }

    @Test
    void of_twoMessages_areAsSonarWritesThem() {
        assertEquals(
                """

                {"topic":"c.sample","key":"n1","client":"c/n1","data-size":11}
                {"a":"ø"}

                {"topic":"c.job","key":"n1","client":"c/n1","data-size":3}
                {}
                """,
                text(
                        PLAIN,
                        List.of(
                                Messages.to("c.sample", "{\"a\":\"ø\"}\n"),
                                Messages.to("c.job", "{}\n"))));
    }

    @Test
    void of_login_goesWithEachMessage() {
        KproxBody body =
                new KproxBody("c/n1", Optional.of(new Login("c", "secret")), OptionalLong.empty());
        assertEquals(
                """

                {"topic":"t","key":"n1","client":"c/n1","sasl-user":"c","sasl-password":"secret","data-size":3}
                {}
                """,
                text(body, List.of(Messages.to("t", "{}\n"))));
    }

    @Test
    void of_oddText_isEscapedAndOnOneLine() {
        Login login = new Login("ü\"", "a\\b\nc\u0001");
        KproxBody body = new KproxBody("c/\"n\"", Optional.of(login), OptionalLong.empty());
        assertEquals(
                """

                {"topic":"t","key":"n1","client":"c/\\"n\\"","sasl-user":"ü\\"","sasl-password":"a\\\\b\\nc\\u0001","data-size":3}
                {}
                """,
                text(body, List.of(Messages.to("t", "{}\n"))));
    }

    @Test
    void of_values_areNotCopied() {
        Outgoing message = Messages.to("t", "{}\n");
        assertSame(message.value(), PLAIN.of(List.of(message)).get(1));
    }

    @Test
    void split_noLimit_isOneBody() {
        assertEquals(List.of(1000), sizes(PLAIN, messages(1000)));
        assertEquals(List.of(), sizes(PLAIN, List.of()));
    }

    /** 10 + 2 x 185 = 380 must stay below the limit. */
    @Test
    void split_limit_closesBeforeItIsReached() {
        assertEquals(List.of(2, 2, 1), sizes(limited(381), messages(5)));
        assertEquals(List.of(1, 1, 1, 1, 1), sizes(limited(380), messages(5)));
    }

    @Test
    void split_largerMessage_standsAlone() {
        List<Outgoing> messages =
                List.of(
                        Messages.to("t", "a\n"),
                        Messages.to("t", "x".repeat(1000)),
                        Messages.to("t", "b\n"),
                        Messages.to("t", "c\n"));
        assertEquals(List.of(1, 1, 2), sizes(limited(600), messages));
        assertFalse(limited(600).fits(messages.get(1)));
        assertTrue(limited(600).fits(messages.get(0)));
    }

    @Test
    void split_longPassword_bodiesStayBelowTheLimitAllTheSame() {
        Login login = new Login("c", "p".repeat(400));
        KproxBody body = new KproxBody("c/n1", Optional.of(login), OptionalLong.of(2000));
        for (List<Outgoing> one : body.split(messages(50))) {
            assertTrue(text(body, one).length() < 2000);
            assertTrue(one.size() > 1);
        }
    }
}
