--@ job_ids
,
candidates AS (
  SELECT j.job_id, j.epoch, j.user_id, CASE WHEN j.epoch = 0 AND j.job_id <> 0 THEN 0 ELSE j.node_id END AS place,
    max(j.last_t) AS last_t
  FROM job_node j
  WHERE j.job_id IN (SELECT job_id FROM asked)
    AND j.epoch = :epoch --? epoch
    AND j.user_id IN (SELECT id FROM usr WHERE name IN (SELECT value FROM json_each(:user))) --? user
    AND j.node_id IN (SELECT id FROM node WHERE name IN (SELECT value FROM json_each(:node))) --? node
  GROUP BY 1, 2, 3, 4),
chosen AS (SELECT * FROM candidates ORDER BY last_t DESC, job_id, epoch DESC, user_id, place LIMIT 1),
picked AS (
  SELECT j.job_id, j.epoch, j.user_id, j.node_id, j.first_t, j.last_t, j.samples
  FROM chosen c JOIN job_node j ON j.job_id = c.job_id AND j.epoch = c.epoch AND j.user_id = c.user_id
    AND (c.place = 0 OR j.node_id = c.place)
  WHERE 1
    AND j.node_id IN (SELECT id FROM node WHERE name IN (SELECT value FROM json_each(:node))) --? node
)
