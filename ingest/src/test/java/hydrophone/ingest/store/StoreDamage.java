package hydrophone.ingest.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** What others do to a store's file. */
final class StoreDamage {
    private StoreDamage() {}

    static void run(Path folder, String sql) {
        try (Connection connection =
                        DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("store.db"));
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    static void newerSchema(Path folder) {
        run(
                folder,
                "INSERT INTO flyway_schema_history SELECT 1000, '999', 'later', type,"
                        + " 'V999__later.sql', checksum, installed_by, installed_on, 1, 1 FROM"
                        + " flyway_schema_history WHERE version = '1'");
    }
}
