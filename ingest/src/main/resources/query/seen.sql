newest(t) AS (
  SELECT max(t) FROM (
    SELECT (SELECT max(s.t) FROM node_sample s WHERE s.node_id = n.id AND s.t <= :to) AS t FROM node n)),
seen(node_id, node, first_t, last_t, samples, older) AS (
  SELECT n.id, n.name, (SELECT min(s.t) FROM node_sample s WHERE s.node_id = n.id AND s.t BETWEEN :from AND :to),
    (SELECT max(s.t) FROM node_sample s WHERE s.node_id = n.id AND s.t <= :to),
    (SELECT count(*) FROM node_sample s WHERE s.node_id = n.id AND s.t BETWEEN :from AND :to),
    (SELECT max(s.t) FROM node_sample s WHERE s.node_id = n.id AND s.t < :from)
  FROM node n
  WHERE 1
  AND n.name IN (SELECT value FROM json_each(:node)) --? node
),
--@ cadence
,
counted AS (
  -- Expected: from the window's start (or the node's first sample ever) to its newest sample, and from there to the store's
  -- newest, where one cadence of delay is forgiven. Only ingest standing still is nobody's gap.
  SELECT s.*, c.cadence_s, max(s.samples, CASE WHEN c.cadence_s IS NULL THEN s.samples ELSE
      CASE WHEN s.first_t IS NULL THEN 0
        WHEN s.older IS NULL THEN CAST(round((s.last_t - s.first_t) * 1.0 / c.cadence_s) AS INTEGER) + 1
        ELSE s.last_t / c.cadence_s - (:from - 1) / c.cadence_s END
      + max(0, (n.t - max(s.last_t, :from)) / c.cadence_s - 1) END) AS samples_expected
  FROM seen s CROSS JOIN newest n LEFT JOIN cadence c ON c.node_id = s.node_id)
