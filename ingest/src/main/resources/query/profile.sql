-- Each process of the latest job of this id, by time (or bucket of time) and node. CPU and rates are means weighted by time,
-- memory and threads the largest of the bucket.
WITH RECURSIVE
--@ profile_job
,
--@ rise
,
gpu AS (
  SELECT g.node_id, g.t, g.proc_id, g.twin, sum(g.gpu_util) AS util, sum(g.gpu_memory_kb) AS memory_kib, group_concat(g.idx) AS cards
  FROM picked k CROSS JOIN proc_gpu_sample g ON g.node_id = k.node_id AND g.t BETWEEN k.first_t AND k.last_t
  GROUP BY g.node_id, g.t, g.proc_id, g.twin)
SELECT r.t / :bucket * :bucket AS time, n.name AS node, r.pid, r.ppid, c.name AS command, max(r.rolledup) + 1 AS processes,
  round(coalesce(100.0 * sum(r.cpu_s) / nullif(sum(CASE WHEN r.cpu_s IS NOT NULL THEN r.span_s END), 0),
    avg(r.cpu_util_m) / 1000.0), 1) AS cpu_pct,
  round(sum(r.cpu_s), 3) AS cpu_time_s, max(r.rss_kb) AS rss_kib,
  round(sum(r.read_rise) * 1.0 / nullif(sum(CASE WHEN r.read_rise IS NOT NULL THEN r.t - r.before_t END), 0), 1) AS read_kib_s,
  round(sum(r.written_rise) * 1.0 / nullif(sum(CASE WHEN r.written_rise IS NOT NULL THEN r.t - r.before_t END), 0), 1)
    AS written_kib_s,
  max(r.threads) AS threads, round(sum(g.util * r.span_s) / nullif(sum(CASE WHEN g.util IS NOT NULL THEN r.span_s END), 0), 1)
    AS gpu_pct,
  max(g.memory_kib) AS gpu_memory_kib, max(g.cards) AS gpu_cards, count(DISTINCT r.t) AS ticks
FROM rise r JOIN node n ON n.id = r.node_id JOIN command c ON c.id = r.command_id
  LEFT JOIN gpu g ON g.node_id = r.node_id AND g.t = r.t AND g.proc_id = r.proc_id AND g.twin = r.twin
WHERE r.t BETWEEN :from AND :to
GROUP BY r.t / :bucket, r.node_id, r.pid, r.ppid, r.command_id
