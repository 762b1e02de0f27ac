-- One row a node: what it is, and what its newest sample says. CPU: from the per-core counters, over at least 30 s if the
-- samples reach so far back, as the counters have whole seconds; nothing across a reboot.
WITH
--@ seen
,
pair AS (
  SELECT c.*, coalesce(
      (SELECT max(s.t) FROM node_sample s WHERE s.node_id = c.node_id AND s.t BETWEEN c.last_t - 86400 AND c.last_t - 30),
      (SELECT min(s.t) FROM node_sample s WHERE s.node_id = c.node_id AND s.t BETWEEN c.last_t - 29 AND c.last_t - 1)) AS before_t,
    (SELECT s.t FROM sysinfo_seen s WHERE s.node_id = c.node_id AND s.t <= :to ORDER BY s.t DESC LIMIT 1) AS sysinfo_t
  FROM counted c),
work AS (
  SELECT p.*, a.boot, a.used_kb, a.load1, a.load5, a.load15, a.runnable, a.njob, a.nproc, a.ngpu, a.producer_id,
    json_array_length(a.cpus) AS counted_cores,
    CASE WHEN abs(a.boot - b.boot) <= 60 THEN
      (SELECT sum(value) FROM json_each(a.cpus)) - (SELECT sum(value) FROM json_each(b.cpus)) END AS work_s
  FROM pair p LEFT JOIN node_sample a ON a.node_id = p.node_id AND a.t = p.last_t
    LEFT JOIN node_sample b ON b.node_id = p.node_id AND b.t = p.before_t),
gpu AS (
  SELECT w.node_id, avg(g.ce_util) AS busy, sum(g.failing <> 0) AS failing
  FROM work w CROSS JOIN gpu_sample g ON g.node_id = w.node_id AND g.t = w.last_t GROUP BY w.node_id)
SELECT w.node, w.last_t AS last_seen_time, :now - w.last_t AS seen_age_s, w.samples, w.samples_expected,
  round(100.0 * w.samples / nullif(w.samples_expected, 0), 1) AS complete_pct, w.cadence_s,
  coalesce(i.sockets * i.cores_per_socket * i.threads_per_core, w.counted_cores) AS cores,
  CASE WHEN w.work_s >= 0 THEN
    min(100.0, round(100.0 * w.work_s / (w.last_t - w.before_t) / nullif(w.counted_cores, 0), 1)) END AS cpu_share_pct,
  w.used_kb AS mem_used_kib, i.memory_kb AS mem_total_kib, round(100.0 * w.used_kb / nullif(i.memory_kb, 0), 1) AS mem_share_pct,
  w.load1, w.load5, w.load15, w.runnable, w.njob AS jobs, w.nproc AS processes, w.ngpu AS gpus,
  round(g.busy, 1) AS gpu_share_pct, g.failing AS gpus_failing, w.boot AS boot_time, w.last_t - w.boot AS up_s,
  i.os_name, i.os_release, i.architecture, i.cpu_model, i.sockets, i.cores_per_socket, i.threads_per_core,
  w.sysinfo_t AS sysinfo_time, p.name AS producer, p.version AS producer_version
FROM work w LEFT JOIN sysinfo_seen y ON y.node_id = w.node_id AND y.t = w.sysinfo_t
  LEFT JOIN sysinfo i ON i.id = y.sysinfo_id LEFT JOIN producer p ON p.id = w.producer_id
  LEFT JOIN gpu g ON g.node_id = w.node_id
WHERE w.last_t IS NOT NULL OR w.sysinfo_t IS NOT NULL
