SELECT e.node, e.type, count(*) AS messages, max(e.t) AS newest_time, e.detail
FROM v_agent_error e WHERE e.t >= :from AND e.t <= :to
GROUP BY e.node, e.type, e.detail ORDER BY newest_time DESC, e.node LIMIT 50
