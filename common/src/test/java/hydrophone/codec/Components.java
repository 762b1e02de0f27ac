package hydrophone.codec;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Which record components have been seen with a value, and which never. */
final class Components {
    private final Set<String> all = new TreeSet<>();
    private final Set<String> set = new TreeSet<>();

    void look(@Nullable Object value) {
        if (value instanceof List<?> list) list.forEach(this::look);
        if (!(value instanceof Record item)) return;
        for (RecordComponent component : item.getClass().getRecordComponents()) {
            String name = item.getClass().getSimpleName() + "." + component.getName();
            Object content = content(item, component);
            all.add(name);
            if (!isEmpty(content)) set.add(name);
            look(content);
        }
    }

    Set<String> neverSet() {
        Set<String> never = new TreeSet<>(all);
        never.removeAll(set);
        return never;
    }

    private static boolean isEmpty(@Nullable Object content) {
        return content == null
                || content.equals("")
                || content.equals(0L)
                || content.equals(0.0)
                || content.equals(false)
                || content.equals(List.of());
    }

    private static @Nullable Object content(Record item, RecordComponent component) {
        try {
            return component.getAccessor().invoke(item);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(String.valueOf(e.getMessage()), e);
        }
    }
}
