-- One row a job. A Slurm job (epoch 0) is one over all its nodes, any other is one a node: its number is a process group of that
-- node. Spans and totals are the whole job's, not cut to the window. A job without samples has its span from Slurm; one that has
-- not ended lasts up to the newest message about jobs, as its own record comes again only when it is news.
WITH RECURSIVE
--@? job job_ids
, --? job
ident AS (
  SELECT DISTINCT j.job_id, j.epoch, j.user_id, CASE WHEN j.epoch = 0 AND j.job_id <> 0 THEN 0 ELSE j.node_id END AS place
  FROM job_node j
  WHERE j.last_t >= :from AND j.first_t <= :to
    AND j.job_id IN (SELECT job_id FROM asked) --? job
    AND j.user_id IN (SELECT id FROM usr WHERE name IN (SELECT value FROM json_each(:user))) --? user
    AND j.node_id IN (SELECT id FROM node WHERE name IN (SELECT value FROM json_each(:node))) --? node
),
parts AS (
  SELECT j.*, i.place, (SELECT max(s.t) FROM node_sample s WHERE s.node_id = j.node_id AND s.t <= :to) AS node_t,
    (SELECT coalesce(s.interval_ms, 0) FROM node_sample s WHERE s.node_id = j.node_id AND s.t = j.first_t) AS first_ms
  FROM ident i JOIN job_node j ON j.job_id = i.job_id AND j.epoch = i.epoch AND j.user_id = i.user_id
    AND (i.place = 0 OR j.node_id = i.place)),
newest(t) AS (
  SELECT max(t) FROM (
    SELECT (SELECT max(s.t) FROM node_sample s WHERE s.node_id = n.id AND s.t <= :to) AS t FROM node n)),
--@ cadence
,
picked AS (SELECT job_id, epoch, user_id, node_id, first_t, last_t FROM parts WHERE no_interval > 0),
--@ rise
,
counted AS (
  SELECT job_id, epoch, user_id, node_id, sum(cpu_s) AS cpu_s, max(pct) AS peak_pct FROM (
    SELECT job_id, epoch, user_id, node_id, t, sum(cpu_s) AS cpu_s, sum(100.0 * cpu_s / nullif(span_s, 0)) AS pct
    FROM rise WHERE interval_ms IS NULL GROUP BY job_id, epoch, user_id, node_id, t)
  GROUP BY job_id, epoch, user_id, node_id),
heard(t) AS (
  SELECT max(t) FROM (SELECT (SELECT max(b.t) FROM job_batch b WHERE b.sender_id = n.id AND b.t <= :to) AS t FROM node n)),
whole AS (
  SELECT p.job_id, p.epoch, p.user_id, p.place, min(p.first_t) AS first_t, max(p.last_t) AS last_t,
    min(p.first_t - p.first_ms / 1000.0) AS began, json_group_array(n.name) AS nodes, count(*) AS node_count,
    sum(p.samples) AS samples,
    sum(max(p.samples, CAST(round((p.last_t - p.first_t) * 1.0 / coalesce(c.cadence_s, 1e9)) AS INTEGER) + 1)) AS samples_expected,
    total(p.cpu_ms) / 1000.0 + coalesce(sum(r.cpu_s), 0) AS cpu_s,
    sum(max(coalesce(r.peak_pct, 0), CASE WHEN p.no_interval < p.samples THEN p.cpu_util_max_m / 1000.0 ELSE 0 END)) AS peak_pct,
    CAST(total(p.rss_max_kb) AS INTEGER) AS rss_kib, CAST(total(p.procs_max) AS INTEGER) AS procs,
    max(p.last_t >= p.node_t) AS alive, max(n_.t - p.node_t > 3 * coalesce(c.cadence_s, 300)) AS silent
  FROM parts p JOIN node n ON n.id = p.node_id CROSS JOIN newest n_ LEFT JOIN cadence c ON c.node_id = p.node_id
    LEFT JOIN counted r ON r.job_id = p.job_id AND r.epoch = p.epoch AND r.user_id = p.user_id AND r.node_id = p.node_id
  GROUP BY p.job_id, p.epoch, p.user_id, p.place),
named AS (
  SELECT w.*, s.submit_t, s.name, s.state, s.account, s.partition_name, s.start_t, s.end_t, s.time_limit_s, s.req_cpus,
    s.req_mem_per_node_kb, s.array_job_id, s.array_task_id, s.het_job_id, s.het_job_offset, s.seen, s.suspend_s
  FROM whole w LEFT JOIN slurm_job s ON w.epoch = 0 AND w.job_id <> 0 AND s.job_id = w.job_id AND s.step = ''
    AND s.submit_t = (SELECT max(x.submit_t) FROM slurm_job x WHERE x.job_id = w.job_id AND x.step = '')
  UNION ALL
  SELECT s.job_id, 0, s.user_id, 0, NULL, NULL, NULL, s.nodes, s.req_nodes, 0, 0, NULL, NULL, NULL, NULL, 0, 0,
    s.submit_t, s.name, s.state, s.account, s.partition_name, s.start_t, s.end_t, s.time_limit_s, s.req_cpus,
    s.req_mem_per_node_kb, s.array_job_id, s.array_task_id, s.het_job_id, s.het_job_offset, s.seen, s.suspend_s
  FROM slurm_job s
  WHERE s.step = '' AND coalesce(s.end_t, s.seen) >= :from AND coalesce(s.start_t, s.submit_t) <= :to
    AND s.submit_t = (SELECT max(x.submit_t) FROM slurm_job x WHERE x.job_id = s.job_id AND x.step = '')
    AND NOT EXISTS (SELECT 1 FROM job_node j WHERE j.job_id = s.job_id AND j.epoch = 0)
    AND s.job_id IN (SELECT job_id FROM asked) --? job
    AND s.user_id IN (SELECT id FROM usr WHERE name IN (SELECT value FROM json_each(:user))) --? user
    AND 0 --? node
)
SELECT
  CASE WHEN j.array_job_id IS NOT NULL THEN j.array_job_id || coalesce('_' || j.array_task_id, '')
    WHEN j.het_job_id IS NOT NULL THEN j.het_job_id || coalesce('+' || j.het_job_offset, '')
    ELSE CAST(j.job_id AS TEXT) END AS job,
  j.job_id, j.epoch, u.name AS user,
  coalesce(j.name, (SELECT group_concat(command, ',') FROM (
    SELECT c.name AS command, sum(x.cpu_time_s) AS spent FROM (
      SELECT p.command_id, s.cpu_time_s
      FROM job_node a CROSS JOIN proc_folded s ON s.node_id = a.node_id AND s.t = a.last_t
        CROSS JOIN proc p ON p.id = s.proc_id AND p.job_id = a.job_id AND p.epoch = a.epoch AND p.user_id = a.user_id
      WHERE a.job_id = j.job_id AND a.epoch = j.epoch AND a.user_id = j.user_id AND a.last_t = j.last_t
        AND (j.place = 0 OR a.node_id = j.place)
      UNION ALL
      SELECT p.command_id, s.cpu_time_s
      FROM job_node a CROSS JOIN proc_open s ON s.node_id = a.node_id AND s.t = a.last_t
        CROSS JOIN proc p ON p.id = s.proc_id AND p.job_id = a.job_id AND p.epoch = a.epoch AND p.user_id = a.user_id
      WHERE a.job_id = j.job_id AND a.epoch = j.epoch AND a.user_id = j.user_id AND a.last_t = j.last_t
        AND (j.place = 0 OR a.node_id = j.place)) x
      JOIN command c ON c.id = x.command_id
    GROUP BY c.name ORDER BY spent DESC, c.name LIMIT 3))) AS name,
  j.nodes, j.node_count,
  coalesce(j.state, CASE WHEN NOT j.alive THEN 'ended' WHEN j.silent THEN 'unknown' ELSE 'running' END) AS state,
  j.account, j.partition_name AS partition, j.submit_t AS submit_time, j.start_t AS start_time, j.end_t AS end_time,
  j.first_t AS first_seen_time, j.last_t AS last_seen_time, coalesce(j.first_t, j.start_t) AS since_time,
  coalesce(j.last_t - j.first_t,
    max(0, coalesce(j.end_t, max(j.seen, coalesce((SELECT t FROM heard), 0))) - j.start_t - coalesce(j.suspend_s, 0))) AS elapsed_s,
  j.time_limit_s,
  round(100.0 * j.cpu_s / nullif(j.last_t - j.began, 0), 1) AS cpu_avg_pct, round(j.peak_pct, 1) AS cpu_peak_pct,
  round(j.cpu_s, 3) AS cpu_time_s, j.rss_kib AS rss_peak_kib, j.procs AS processes_peak,
  j.req_cpus, j.req_mem_per_node_kb AS req_mem_per_node_kib, j.samples, j.samples_expected
FROM named j LEFT JOIN usr u ON u.id = j.user_id
WHERE 1
  AND j.account IN (SELECT value FROM json_each(:account)) --? account
  AND j.partition_name IN (SELECT value FROM json_each(:partition)) --? partition
