-- A cluster message may say that one of its two lists could not be observed: the list is then empty without meaning it.
-- 'partitions' or 'nodes'; NULL: both were.
ALTER TABLE cluster_snapshot ADD COLUMN missing TEXT;

-- One row a snapshot of the cluster. sender: the node of the Kafka key. missing: the list that could not be observed, NULL: none.
DROP VIEW v_cluster_snapshot;
CREATE VIEW v_cluster_snapshot AS
SELECT n.name AS sender, s.t, strftime('%Y-%m-%dT%H:%M:%SZ', s.t, 'unixepoch') AS time, s.utc_offset AS utc_offset_s,
  p.name AS producer, p.version AS producer_version, s.slurm, s.missing
FROM cluster_snapshot s JOIN node n ON n.id = s.sender_id JOIN producer p ON p.id = s.producer_id;

-- The partitions as last observed, at t; one row each. nodes: JSON list of ranges, [] for a partition without nodes.
CREATE VIEW v_partition AS
SELECT p.t, strftime('%Y-%m-%dT%H:%M:%SZ', p.t, 'unixepoch') AS time, p.name AS partition, p.nodes
FROM cluster_partition p
WHERE p.t = (SELECT max(s.t) FROM cluster_snapshot s WHERE s.missing IS NOT 'partitions');

-- The states of nodes as last observed, at t: one row a node range and state; state NULL: in none.
CREATE VIEW v_node_state AS
SELECT c.t, strftime('%Y-%m-%dT%H:%M:%SZ', c.t, 'unixepoch') AS time, r.value AS nodes, s.value AS state
FROM cluster_nodes c LEFT JOIN json_each(c.names) r LEFT JOIN json_each(c.states) s
WHERE c.t = (SELECT max(x.t) FROM cluster_snapshot x WHERE x.missing IS NOT 'nodes');
