SELECT d.reason, count(*) AS messages, sum(coalesce(length(d.payload), 0)) / 1024 AS size_kib, min(d.record_t) AS oldest_time,
  n.record_t AS newest_time, n.topic || '/' || n.part || '/' || n.off AS newest, n.detail
FROM dead_letter d JOIN dead_letter n ON n.id = (SELECT max(x.id) FROM dead_letter x WHERE x.reason = d.reason)
GROUP BY d.reason ORDER BY messages DESC, d.reason
