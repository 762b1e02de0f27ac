-- Said when the store is old, or when nodes' clocks run ahead.
WITH newest(t) AS (
  --@ newest
)
SELECT 'the newest sample is of ' || strftime('%Y-%m-%d %H:%M', t, 'unixepoch') || ' UTC: is ingest running?'
FROM newest WHERE t < :now - 3600
UNION ALL
SELECT 'clock ahead of ours, samples left out: ' || group_concat(n.name, ', ')
FROM (SELECT name, id FROM node ORDER BY name) n
WHERE EXISTS (SELECT 1 FROM node_sample s WHERE s.node_id = n.id AND s.t > :now + 60)
HAVING count(*) > 0
