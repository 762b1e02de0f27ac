cadence(node_id, cadence_s) AS (
  -- The learned cadence: the median gap between a node's newest 65 samples; of few, the smallest.
  SELECT node_id, gap FROM (
    SELECT node_id, gap, row_number() OVER (PARTITION BY node_id ORDER BY gap) AS place,
      count(*) OVER (PARTITION BY node_id) AS gaps
    FROM (
      SELECT n.id AS node_id, s.t - lag(s.t) OVER (PARTITION BY n.id ORDER BY s.t) AS gap
      FROM node n JOIN node_sample s ON s.node_id = n.id
      WHERE s.t <= :to AND s.t >= coalesce(
        (SELECT x.t FROM node_sample x WHERE x.node_id = n.id AND x.t <= :to ORDER BY x.t DESC LIMIT 1 OFFSET 64), 0))
    WHERE gap > 0)
  WHERE place = CASE WHEN gaps < 8 THEN 1 ELSE (gaps + 1) / 2 END)
