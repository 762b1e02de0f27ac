-- The time of the newest sample that can be believed.
SELECT max(t) FROM (
  SELECT (SELECT max(s.t) FROM node_sample s WHERE s.node_id = n.id AND s.t <= :now + 60) AS t FROM node n)
