-- CPU time of each process in each sample of the jobs in `picked`, each second once.
-- With an interval: cpu_util over that interval. Without: the rise of the process's counter. Its first value counts if the
-- process began after the job was first seen on the node; a fall is another process of the same number (a roll-up that lost a
-- member: nothing). The counter holds reaped children too: what a child that is gone had shown is taken off the rise of the
-- nearest ancestor that lives on.
spans AS (SELECT node_id, min(first_t) AS a, max(last_t) AS b FROM picked GROUP BY node_id),
-- One process of a sample is in a chunk, or still in the samples of the node's newest hour.
figures AS (
  SELECT n.interval_ms, k.first_t, p.job_id, p.epoch, p.user_id, p.pid, p.ppid, p.command_id, s.*
  FROM spans z CROSS JOIN node_sample n ON n.node_id = z.node_id AND n.t BETWEEN z.a AND z.b
    CROSS JOIN proc_folded s ON s.node_id = n.node_id AND s.t = n.t
    CROSS JOIN proc p ON p.id = s.proc_id
    CROSS JOIN picked k ON k.node_id = p.node_id AND k.job_id = p.job_id AND k.epoch = p.epoch AND k.user_id = p.user_id
  UNION ALL
  SELECT n.interval_ms, k.first_t, p.job_id, p.epoch, p.user_id, p.pid, p.ppid, p.command_id, s.*
  FROM spans z CROSS JOIN node_sample n ON n.node_id = z.node_id AND n.t BETWEEN z.a AND z.b
    CROSS JOIN proc_open s ON s.node_id = n.node_id AND s.t = n.t
    CROSS JOIN proc p ON p.id = s.proc_id
    CROSS JOIN picked k ON k.node_id = p.node_id AND k.job_id = p.job_id AND k.epoch = p.epoch AND k.user_id = p.user_id),
life AS (
  SELECT s.job_id, s.epoch, s.user_id, s.node_id, s.first_t, s.pid, s.ppid, s.command_id, s.t, s.proc_id, s.twin, s.rolledup,
    s.cpu_time_s, s.cpu_util_m, s.cpu_avg_m, s.interval_ms,
    (SELECT max(x.t) FROM node_sample x WHERE x.node_id = s.node_id AND x.t < s.t) AS tick_before,
    s.rss_kb, s.read_kb, s.written_kb, s.threads,
    lag(s.t) OVER w AS before_t, lag(s.cpu_time_s) OVER w AS before_s,
    lag(s.read_kb) OVER w AS before_read, lag(s.written_kb) OVER w AS before_written,
    lead(s.t) OVER w AS after_t
  FROM figures s
  WINDOW w AS (PARTITION BY s.node_id, s.job_id, s.epoch, s.user_id, s.pid, CASE s.pid WHEN 0 THEN s.proc_id END ORDER BY s.t, s.proc_id, s.twin)),
gone AS (
  SELECT job_id, epoch, user_id, node_id, pid, ppid, t, cpu_time_s FROM life
  WHERE after_t IS NULL AND interval_ms IS NULL AND pid <> 0 AND pid <> ppid),
owed(job_id, epoch, user_id, node_id, t, pid, s, depth) AS (
  SELECT job_id, epoch, user_id, node_id, t, ppid, cpu_time_s, 1 FROM gone WHERE cpu_time_s > 0
  UNION ALL
  SELECT o.job_id, o.epoch, o.user_id, o.node_id, o.t, g.ppid, o.s, o.depth + 1
  FROM owed o JOIN gone g ON g.node_id = o.node_id AND g.job_id = o.job_id AND g.epoch = o.epoch AND g.user_id = o.user_id
    AND g.t = o.t AND g.pid = o.pid
  WHERE o.depth < 64),
debt AS (
  SELECT job_id, epoch, user_id, node_id, t, pid, sum(s) AS s FROM owed GROUP BY job_id, epoch, user_id, node_id, t, pid),
rise AS (
  SELECT l.*,
    CASE WHEN l.interval_ms IS NOT NULL THEN l.interval_ms / 1000.0 ELSE l.t - coalesce(l.before_t, l.tick_before) END AS span_s,
    CASE
      WHEN l.interval_ms IS NOT NULL THEN l.cpu_util_m * l.interval_ms / 1e8
      WHEN l.before_s IS NULL THEN
        CASE WHEN l.t > l.first_t AND (l.cpu_avg_m = 0 OR l.t - l.cpu_time_s * 100000.0 / l.cpu_avg_m >= l.first_t - 2)
          THEN l.cpu_time_s END
      WHEN l.cpu_time_s >= l.before_s THEN max(0, l.cpu_time_s - l.before_s - coalesce(d.s, 0))
      WHEN l.rolledup > 0 THEN 0
      ELSE l.cpu_time_s END AS cpu_s,
    CASE WHEN l.read_kb >= l.before_read THEN l.read_kb - l.before_read END AS read_rise,
    CASE WHEN l.written_kb >= l.before_written THEN l.written_kb - l.before_written END AS written_rise
  FROM life l LEFT JOIN debt d ON d.node_id = l.node_id AND d.job_id = l.job_id AND d.epoch = l.epoch AND d.user_id = l.user_id
    AND d.pid = l.pid AND d.t = l.before_t)
