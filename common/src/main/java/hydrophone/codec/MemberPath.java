package hydrophone.codec;

import com.fasterxml.jackson.core.JsonStreamContext;

/**
 * Where in a message something stands, put together only when somebody asks: {@code
 * data.attributes.jobs[3].user}.
 */
final class MemberPath {
    private static final int LONGEST_NAME = 64;
    private static final int LONGEST = 500;

    private MemberPath() {}

    /** With the number of each array element. */
    static String exact(String above, JsonStreamContext at) {
        return of(above, at, true);
    }

    /** With {@code []} for each array element, so that a thousand places have one name. */
    static String general(String above, JsonStreamContext at) {
        return of(above.replaceAll("\\[\\d+]", "[]"), at, false);
    }

    private static String of(String above, JsonStreamContext at, boolean exact) {
        StringBuilder path = new StringBuilder(above);
        append(path, at, exact);
        return CleanText.visible(path.toString(), LONGEST);
    }

    private static void append(StringBuilder path, JsonStreamContext at, boolean exact) {
        JsonStreamContext parent = at.getParent();
        if (parent != null) append(path, parent, exact);
        if (at.inObject() && at.getCurrentName() != null) {
            if (!path.isEmpty()) path.append('.');
            path.append(CleanText.visible(at.getCurrentName(), LONGEST_NAME));
        } else if (at.inArray() && at.hasCurrentIndex()) {
            path.append('[').append(exact ? at.getCurrentIndex() : "").append(']');
        }
    }
}
