package hydrophone.ingest.query;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Asks a verb and gives its first part as maps. */
final class Ask {
    private Ask() {}

    static List<Map<String, @Nullable Object>> rows(
            Path dir, String verb, long now, Map<Filter, String> filters) throws QueryException {
        return maps(answer(dir, verb, now, filters).parts().values().iterator().next());
    }

    static Answer answer(Path dir, String verb, long now, Map<Filter, String> filters)
            throws QueryException {
        Query query =
                Query.ALL.stream().filter(q -> q.name().equals(verb)).findFirst().orElseThrow();
        Bindings bindings = new Bindings(Instant.ofEpochSecond(now), ZoneOffset.UTC);
        for (Map.Entry<Filter, String> filter : filters.entrySet()) {
            bindings.put(filter.getKey(), filter.getValue());
        }
        try (QueryRunner runner = QueryRunner.open(dir, Duration.ofSeconds(60))) {
            return runner.answer(query, bindings);
        }
    }

    static List<Map<String, @Nullable Object>> maps(Rows rows) {
        return rows.cells().stream()
                .map(row -> {
                    Map<String, @Nullable Object> map = new LinkedHashMap<>();
                    for (int i = 0; i < row.size(); i++) {
                        map.put(rows.columns().get(i), row.get(i));
                    }
                    return map;
                })
                .toList();
    }
}
