WITH
--@ profile_job
,
--@ cadence
SELECT 'complete: ' || got || ' of ' || expected || ' samples (' || printf('%.1f', 1000 * got / expected / 10.0) || ' %)' FROM (
  SELECT sum(k.samples) AS got,
    sum(max(k.samples, CAST(round((k.last_t - k.first_t) * 1.0 / coalesce(c.cadence_s, 1e9)) AS INTEGER) + 1)) AS expected
  FROM picked k LEFT JOIN cadence c ON c.node_id = k.node_id)
WHERE expected > 0
UNION ALL
SELECT (SELECT count(*) FROM candidates) || ' jobs have this id: this is the latest, job ' || c.job_id || ' of user ' || u.name ||
  ', epoch ' || c.epoch || ', on ' || (
    SELECT n.name FROM picked k JOIN node n ON n.id = k.node_id ORDER BY n.name LIMIT 1) ||
  '; choose by --epoch, --user or --node'
FROM chosen c JOIN usr u ON u.id = c.user_id WHERE (SELECT count(*) FROM candidates) > 1
