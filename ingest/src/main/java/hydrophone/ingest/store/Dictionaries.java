package hydrophone.ingest.store;

import hydrophone.message.Envelope.Meta;

import java.sql.SQLException;

/** All dictionaries of a store. */
final class Dictionaries {
    private final Dictionary nodes;
    private final Dictionary users;
    private final Dictionary commands;
    private final Dictionary cards;
    private final Dictionary disks;
    private final Dictionary producers;
    private final Dictionary trees;
    private final ProcessTable processes;

    Dictionaries(Sql sql) {
        nodes = new Dictionary(sql, "node", "name");
        users = new Dictionary(sql, "usr", "name");
        commands = new Dictionary(sql, "command", "name");
        cards = new Dictionary(sql, "card", "uuid");
        disks = new Dictionary(sql, "disk", "name", "major", "minor");
        producers = new Dictionary(sql, "producer", "name", "version");
        trees = new Dictionary(sql, "import_tree", "path");
        processes = new ProcessTable(sql);
    }

    long node(String name) throws SQLException {
        return nodes.id(name);
    }

    long user(String name) throws SQLException {
        return users.id(name);
    }

    long command(String name) throws SQLException {
        return commands.id(name);
    }

    long card(String uuid) throws SQLException {
        return cards.id(uuid);
    }

    long disk(String name, long major, long minor) throws SQLException {
        return disks.id(name, major, minor);
    }

    long producer(Meta meta) throws SQLException {
        return producer(meta.producer(), meta.version());
    }

    long producer(String name, String version) throws SQLException {
        return producers.id(name, version);
    }

    long tree(String path) throws SQLException {
        return trees.id(path);
    }

    ProcessTable processes() {
        return processes;
    }

    /** After a rollback: the rows that ids were learnt from may be gone. */
    void forget() {
        nodes.forget();
        users.forget();
        commands.forget();
        cards.forget();
        disks.forget();
        producers.forget();
        trees.forget();
        processes.forget();
    }
}
