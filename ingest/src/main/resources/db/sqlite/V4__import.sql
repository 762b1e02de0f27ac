-- How far files of directory trees have been imported. Written in the transaction that holds the rows of the messages before
-- `next`, so an import that ended anywhere goes on there.
CREATE TABLE import_tree (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE);
CREATE TABLE import_file (
  tree_id INTEGER NOT NULL, path TEXT NOT NULL, -- below the tree
  size INTEGER NOT NULL,                -- bytes that had been read when this row was written
  modified_ns INTEGER NOT NULL,         -- time of the file's last change, ns since 1970, before it was read
  next INTEGER NOT NULL,                -- first byte that is not stored; a line without its end is read again when it has grown
  tail TEXT NOT NULL,                   -- SHA-256 of the last 4 KiB before next: another content there is another file
  done INTEGER NOT NULL,                -- 1: the end was reached
  PRIMARY KEY (tree_id, path)) WITHOUT ROWID;

-- What was imported, one row a file.
CREATE VIEW v_import_file AS
SELECT t.path AS tree, f.path, f.size AS size_bytes, f.modified_ns / 1000000000 AS modified_t,
  strftime('%Y-%m-%dT%H:%M:%SZ', f.modified_ns / 1000000000, 'unixepoch') AS modified_time, f.next AS next_byte, f.done
FROM import_file f JOIN import_tree t ON t.id = f.tree_id;

-- A message about jobs in a file does not say who sent it (sender ''): the same one may come with its sender from Kafka.
CREATE INDEX job_batch_by_content ON job_batch (t, digest);
