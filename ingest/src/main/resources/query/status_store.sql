SELECT i.cluster, i.created AS created_time,
  ((SELECT page_count FROM pragma_page_count()) * (SELECT page_size FROM pragma_page_size())) / 1024 AS size_kib,
  (SELECT max(CAST(version AS INTEGER)) FROM flyway_schema_history WHERE success) AS schema, sqlite_version() AS sqlite,
  (SELECT count(*) FROM node n WHERE EXISTS (SELECT 1 FROM node_sample s WHERE s.node_id = n.id)) AS node_count,
  (SELECT count(*) FROM node_sample) AS samples, newest.t AS newest_time
FROM store_info i CROSS JOIN (
  SELECT max(t) AS t FROM (SELECT (SELECT max(s.t) FROM node_sample s WHERE s.node_id = n.id) AS t FROM node n)) newest
