-- When each node was last heard, by type of message.
WITH
--@ seen
,
heard AS (
  SELECT c.*, (SELECT max(s.t) FROM sysinfo_seen s WHERE s.node_id = c.node_id AND s.t <= :to) AS sysinfo_t,
    (SELECT max(r.last_t) FROM run r WHERE r.node_id = c.node_id AND r.type = 'job') AS job_t,
    (SELECT max(s.t) FROM cluster_snapshot s WHERE s.sender_id = c.node_id AND s.t <= :to) AS cluster_t
  FROM counted c)
SELECT node, last_t AS sample_time, :now - last_t AS sample_age_s, sysinfo_t AS sysinfo_time, :now - sysinfo_t AS sysinfo_age_s,
  job_t AS job_time, :now - job_t AS job_age_s, cluster_t AS cluster_time, :now - cluster_t AS cluster_age_s,
  cadence_s, samples, samples_expected, round(100.0 * samples / nullif(samples_expected, 0), 1) AS complete_pct
FROM heard
WHERE last_t IS NOT NULL OR sysinfo_t IS NOT NULL OR job_t IS NOT NULL OR cluster_t IS NOT NULL
ORDER BY node
