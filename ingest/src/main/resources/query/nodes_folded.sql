-- Nodes of equal make on one line. Figures are sums, but for shares (means) and the longest silence.
SELECT min(node) AS node, json_group_array(node) AS nodes, count(*) AS node_count, max(seen_age_s) AS seen_age_s,
  sum(samples) AS samples, sum(samples_expected) AS samples_expected,
  round(100.0 * sum(samples) / nullif(sum(samples_expected), 0), 1) AS complete_pct, sum(cores) AS cores,
  round(avg(cpu_share_pct), 1) AS cpu_share_pct, sum(mem_used_kib) AS mem_used_kib, sum(mem_total_kib) AS mem_total_kib,
  sum(jobs) AS jobs, sum(processes) AS processes, sum(gpus) AS gpus, round(avg(gpu_share_pct), 1) AS gpu_share_pct,
  os_name, os_release, architecture, cpu_model
FROM (
  --@ nodes
)
GROUP BY cores, mem_total_kib, cpu_model, os_name, os_release, architecture, gpus
