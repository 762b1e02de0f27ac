-- Processes and disks by chunks: a third of the bytes, a twelfth of the rows, and still nothing that SQL cannot read.
--
-- A sample's processes and disks first lie in open_sample, one row a sample. When a node's hour is over, its samples become
-- a chunk: one row a process (or disk) and run of consecutive samples. The hour of a node begins at a second that follows
-- from its name, so that not all nodes' hours end at once.
--
-- A figure in a chunk is a plain integer where it was the same in all samples of the row; else a JSON list: its value in the
-- first sample, then for each further sample the difference to that first value, repeats at the end left out. So the value
-- at place k (0 = the row's first sample) is
--   CASE WHEN typeof(x) = 'integer' THEN x WHEN k = 0 THEN json_extract(x, '$[0]')
--     ELSE json_extract(x, '$[0]') + coalesce(json_extract(x, '$[' || k || ']'), json_extract(x, '$[#-1]')) END
-- The views do that.

-- The samples of a node that are not yet in a chunk: those of its newest hour.
CREATE TABLE open_sample (
  node_id INTEGER NOT NULL, t INTEGER NOT NULL,
  procs TEXT NOT NULL,                  -- JSON list, a list for each process: proc_id, twin, and the figures in the order of proc_chunk
  disks TEXT NOT NULL,                  -- JSON list, a list for each disk: disk_id, twin, and the columns of /proc/diskstats
  PRIMARY KEY (node_id, t)) WITHOUT ROWID;

-- Consecutive samples of a node within one of its hours, at most 60 of them. node_sample.chunk_id and .place say which
-- sample is where. Its rows are those with ids first to last; last < first: none.
CREATE TABLE chunk (
  id INTEGER PRIMARY KEY, node_id INTEGER NOT NULL, from_t INTEGER NOT NULL, to_t INTEGER NOT NULL,
  samples INTEGER NOT NULL, first_proc INTEGER NOT NULL, last_proc INTEGER NOT NULL, first_disk INTEGER NOT NULL, last_disk INTEGER NOT NULL);
CREATE INDEX chunk_by_node ON chunk (node_id, from_t);

-- Rows are only ever added at the end, so pages are full. twin: 0, but where one process stands in a message twice.
CREATE TABLE proc_chunk (
  id INTEGER PRIMARY KEY, proc_id INTEGER NOT NULL, twin INTEGER NOT NULL,
  first_place INTEGER NOT NULL, last_place INTEGER NOT NULL, -- in the chunk
  rss_kb NOT NULL, virt_kb NOT NULL, read_kb NOT NULL, written_kb NOT NULL, cancelled_kb NOT NULL,
  threads NOT NULL,                     -- all of them (the wire counts those beyond the first)
  cpu_avg_m NOT NULL, cpu_util_m NOT NULL, cpu_time_s NOT NULL, rolledup NOT NULL);

CREATE TABLE disk_chunk (
  id INTEGER PRIMARY KEY, disk_id INTEGER NOT NULL, twin INTEGER NOT NULL,
  first_place INTEGER NOT NULL, last_place INTEGER NOT NULL,
  stats TEXT NOT NULL);                 -- JSON list, for each column of /proc/diskstats a figure as above

ALTER TABLE node_sample ADD COLUMN chunk_id INTEGER; -- NULL: in open_sample, or neither processes nor disks
ALTER TABLE node_sample ADD COLUMN place INTEGER;

-- What a store of the form before holds goes to open_sample; ingest makes chunks of it when it opens the file.
INSERT INTO open_sample (node_id, t, procs, disks)
SELECT s.node_id, s.t,
  (SELECT json_group_array(json_array(p.proc_id, p.twin, p.rss_kb, p.virt_kb, p.read_kb, p.written_kb, p.cancelled_kb,
      p.threads, p.cpu_avg_m, p.cpu_util_m, p.cpu_time_s, p.rolledup)) FROM (
    SELECT x.*, row_number() OVER (PARTITION BY x.proc_id ORDER BY x.ord) - 1 AS twin
    FROM proc_sample x WHERE x.node_id = s.node_id AND x.t = s.t) p),
  (SELECT '[' || coalesce(group_concat('[' || d.disk_id || ',' || d.twin ||
      CASE d.stats WHEN '[]' THEN ']' ELSE ',' || substr(d.stats, 2) END), '') || ']' FROM (
    SELECT y.*, row_number() OVER (PARTITION BY y.disk_id ORDER BY y.ord) - 1 AS twin
    FROM disk_sample y WHERE y.node_id = s.node_id AND y.t = s.t) d)
FROM node_sample s WHERE s.nproc > 0 OR s.ndisk > 0;

CREATE TABLE proc_gpu (
  node_id INTEGER NOT NULL, t INTEGER NOT NULL, proc_id INTEGER NOT NULL, twin INTEGER NOT NULL, gpu_ord INTEGER NOT NULL,
  idx INTEGER NOT NULL, card_id INTEGER NOT NULL, gpu_util REAL NOT NULL, gpu_memory_kb INTEGER NOT NULL,
  gpu_memory_util REAL NOT NULL,
  PRIMARY KEY (node_id, t, proc_id, twin, gpu_ord)) WITHOUT ROWID;
INSERT INTO proc_gpu
SELECT g.node_id, g.t, p.proc_id,
  (SELECT count(*) FROM proc_sample x WHERE x.node_id = p.node_id AND x.t = p.t AND x.proc_id = p.proc_id AND x.ord < p.ord),
  g.gpu_ord, g.idx, g.card_id, g.gpu_util, g.gpu_memory_kb, g.gpu_memory_util
FROM proc_gpu_sample g CROSS JOIN proc_sample p ON p.node_id = g.node_id AND p.t = g.t AND p.ord = g.ord;

DROP VIEW v_process_sample;
DROP VIEW v_process_gpu_sample;
DROP VIEW v_disk_sample;
DROP TABLE proc_gpu_sample;
DROP TABLE proc_sample;
DROP TABLE disk_sample;
ALTER TABLE proc_gpu RENAME TO proc_gpu_sample;

-- The two places of a process's figures, alike. Numbers of dictionaries and not names: for the queries of this program.
CREATE VIEW proc_folded AS
SELECT s.node_id, s.t, x.proc_id, x.twin,
  CASE WHEN typeof(x.rss_kb) = 'integer' THEN x.rss_kb WHEN s.place = x.first_place THEN json_extract(x.rss_kb, '$[0]')
    ELSE json_extract(x.rss_kb, '$[0]') + coalesce(json_extract(x.rss_kb, '$[' || (s.place - x.first_place) || ']'), json_extract(x.rss_kb, '$[#-1]'))
    END AS rss_kb,
  CASE WHEN typeof(x.virt_kb) = 'integer' THEN x.virt_kb WHEN s.place = x.first_place THEN json_extract(x.virt_kb, '$[0]')
    ELSE json_extract(x.virt_kb, '$[0]') + coalesce(json_extract(x.virt_kb, '$[' || (s.place - x.first_place) || ']'), json_extract(x.virt_kb, '$[#-1]'))
    END AS virt_kb,
  CASE WHEN typeof(x.read_kb) = 'integer' THEN x.read_kb WHEN s.place = x.first_place THEN json_extract(x.read_kb, '$[0]')
    ELSE json_extract(x.read_kb, '$[0]') + coalesce(json_extract(x.read_kb, '$[' || (s.place - x.first_place) || ']'), json_extract(x.read_kb, '$[#-1]'))
    END AS read_kb,
  CASE WHEN typeof(x.written_kb) = 'integer' THEN x.written_kb WHEN s.place = x.first_place THEN json_extract(x.written_kb, '$[0]')
    ELSE json_extract(x.written_kb, '$[0]') + coalesce(json_extract(x.written_kb, '$[' || (s.place - x.first_place) || ']'), json_extract(x.written_kb, '$[#-1]'))
    END AS written_kb,
  CASE WHEN typeof(x.cancelled_kb) = 'integer' THEN x.cancelled_kb WHEN s.place = x.first_place THEN json_extract(x.cancelled_kb, '$[0]')
    ELSE json_extract(x.cancelled_kb, '$[0]') + coalesce(json_extract(x.cancelled_kb, '$[' || (s.place - x.first_place) || ']'), json_extract(x.cancelled_kb, '$[#-1]'))
    END AS cancelled_kb,
  CASE WHEN typeof(x.threads) = 'integer' THEN x.threads WHEN s.place = x.first_place THEN json_extract(x.threads, '$[0]')
    ELSE json_extract(x.threads, '$[0]') + coalesce(json_extract(x.threads, '$[' || (s.place - x.first_place) || ']'), json_extract(x.threads, '$[#-1]'))
    END AS threads,
  CASE WHEN typeof(x.cpu_avg_m) = 'integer' THEN x.cpu_avg_m WHEN s.place = x.first_place THEN json_extract(x.cpu_avg_m, '$[0]')
    ELSE json_extract(x.cpu_avg_m, '$[0]') + coalesce(json_extract(x.cpu_avg_m, '$[' || (s.place - x.first_place) || ']'), json_extract(x.cpu_avg_m, '$[#-1]'))
    END AS cpu_avg_m,
  CASE WHEN typeof(x.cpu_util_m) = 'integer' THEN x.cpu_util_m WHEN s.place = x.first_place THEN json_extract(x.cpu_util_m, '$[0]')
    ELSE json_extract(x.cpu_util_m, '$[0]') + coalesce(json_extract(x.cpu_util_m, '$[' || (s.place - x.first_place) || ']'), json_extract(x.cpu_util_m, '$[#-1]'))
    END AS cpu_util_m,
  CASE WHEN typeof(x.cpu_time_s) = 'integer' THEN x.cpu_time_s WHEN s.place = x.first_place THEN json_extract(x.cpu_time_s, '$[0]')
    ELSE json_extract(x.cpu_time_s, '$[0]') + coalesce(json_extract(x.cpu_time_s, '$[' || (s.place - x.first_place) || ']'), json_extract(x.cpu_time_s, '$[#-1]'))
    END AS cpu_time_s,
  CASE WHEN typeof(x.rolledup) = 'integer' THEN x.rolledup WHEN s.place = x.first_place THEN json_extract(x.rolledup, '$[0]')
    ELSE json_extract(x.rolledup, '$[0]') + coalesce(json_extract(x.rolledup, '$[' || (s.place - x.first_place) || ']'), json_extract(x.rolledup, '$[#-1]'))
    END AS rolledup
FROM node_sample s CROSS JOIN chunk h ON h.id = s.chunk_id
  CROSS JOIN proc_chunk x ON x.id BETWEEN h.first_proc AND h.last_proc AND s.place BETWEEN x.first_place AND x.last_place;
CREATE VIEW proc_open AS
SELECT s.node_id, s.t, json_extract(e.value, '$[0]') AS proc_id, json_extract(e.value, '$[1]') AS twin,
  json_extract(e.value, '$[2]') AS rss_kb, json_extract(e.value, '$[3]') AS virt_kb, json_extract(e.value, '$[4]') AS read_kb,
  json_extract(e.value, '$[5]') AS written_kb, json_extract(e.value, '$[6]') AS cancelled_kb,
  json_extract(e.value, '$[7]') AS threads, json_extract(e.value, '$[8]') AS cpu_avg_m,
  json_extract(e.value, '$[9]') AS cpu_util_m, json_extract(e.value, '$[10]') AS cpu_time_s,
  json_extract(e.value, '$[11]') AS rolledup
FROM open_sample s CROSS JOIN json_each(s.procs) e;
CREATE VIEW disk_folded AS
SELECT s.node_id, s.t, x.disk_id, x.twin,
  (SELECT json_group_array(CASE WHEN e.type = 'integer' THEN e.value
      WHEN s.place = x.first_place THEN json_extract(e.value, '$[0]')
      ELSE json_extract(e.value, '$[0]') + coalesce(json_extract(e.value, '$[' || (s.place - x.first_place) || ']'),
        json_extract(e.value, '$[#-1]')) END)
    FROM (SELECT * FROM json_each(x.stats) ORDER BY key) e) AS stats
FROM node_sample s CROSS JOIN chunk h ON h.id = s.chunk_id
  CROSS JOIN disk_chunk x ON x.id BETWEEN h.first_disk AND h.last_disk AND s.place BETWEEN x.first_place AND x.last_place;
CREATE VIEW disk_open AS
SELECT s.node_id, s.t, json_extract(e.value, '$[0]') AS disk_id, json_extract(e.value, '$[1]') AS twin,
  json_remove(e.value, '$[0]', '$[0]') AS stats
FROM open_sample s CROSS JOIN json_each(s.disks) e;

-- One row a process and sample; ask by node and time, by job from v_job_process_sample. twin: 0, but where one process stands in a message twice. cpu_util_pct: over interval_s,
-- 100 = one core busy. cpu_avg_pct: over the process's life.
-- cpu_time_s, read_kib, written_kib, cancelled_kib count since the process began: never sum them over samples, take their rise.
-- epoch 0: a Slurm job. rolledup: processes that this row stands for beyond one.
CREATE VIEW v_process_sample AS
SELECT n.name AS node, s.t, strftime('%Y-%m-%dT%H:%M:%SZ', s.t, 'unixepoch') AS time, s.twin,
  p.job_id, p.epoch, u.name AS user, p.pid, p.ppid, c.name AS command, p.in_container,
  s.cpu_util_m / 1000.0 AS cpu_util_pct, s.cpu_avg_m / 1000.0 AS cpu_avg_pct, s.cpu_time_s, ns.interval_ms / 1000.0 AS interval_s,
  s.rss_kb AS rss_kib, s.virt_kb AS virtual_kib, s.read_kb AS read_kib, s.written_kb AS written_kib,
  s.cancelled_kb AS cancelled_kib, s.threads, s.rolledup
FROM node n CROSS JOIN proc_folded s ON s.node_id = n.id CROSS JOIN node_sample ns ON ns.node_id = s.node_id AND ns.t = s.t
  CROSS JOIN proc p ON p.id = s.proc_id CROSS JOIN usr u ON u.id = p.user_id CROSS JOIN command c ON c.id = p.command_id
UNION ALL
SELECT n.name AS node, s.t, strftime('%Y-%m-%dT%H:%M:%SZ', s.t, 'unixepoch') AS time, s.twin,
  p.job_id, p.epoch, u.name AS user, p.pid, p.ppid, c.name AS command, p.in_container,
  s.cpu_util_m / 1000.0 AS cpu_util_pct, s.cpu_avg_m / 1000.0 AS cpu_avg_pct, s.cpu_time_s, ns.interval_ms / 1000.0 AS interval_s,
  s.rss_kb AS rss_kib, s.virt_kb AS virtual_kib, s.read_kb AS read_kib, s.written_kb AS written_kib,
  s.cancelled_kb AS cancelled_kib, s.threads, s.rolledup
FROM node n CROSS JOIN proc_open s ON s.node_id = n.id CROSS JOIN node_sample ns ON ns.node_id = s.node_id AND ns.t = s.t
  CROSS JOIN proc p ON p.id = s.proc_id CROSS JOIN usr u ON u.id = p.user_id CROSS JOIN command c ON c.id = p.command_id;

-- The same rows, reached from the job: by job_id (or user) this view is quick, the one above by node and time.
CREATE VIEW v_job_process_sample AS
SELECT n.name AS node, s.t, strftime('%Y-%m-%dT%H:%M:%SZ', s.t, 'unixepoch') AS time, s.twin,
  j.job_id, j.epoch, u.name AS user, p.pid, p.ppid, c.name AS command, p.in_container,
  s.cpu_util_m / 1000.0 AS cpu_util_pct, s.cpu_avg_m / 1000.0 AS cpu_avg_pct, s.cpu_time_s, ns.interval_ms / 1000.0 AS interval_s,
  s.rss_kb AS rss_kib, s.virt_kb AS virtual_kib, s.read_kb AS read_kib, s.written_kb AS written_kib,
  s.cancelled_kb AS cancelled_kib, s.threads, s.rolledup
FROM job_node j JOIN usr u ON u.id = j.user_id CROSS JOIN proc_folded s ON s.node_id = j.node_id AND s.t BETWEEN j.first_t AND j.last_t
  CROSS JOIN node_sample ns ON ns.node_id = s.node_id AND ns.t = s.t
  CROSS JOIN proc p ON p.id = s.proc_id AND p.job_id = j.job_id AND p.epoch = j.epoch AND p.user_id = j.user_id
  CROSS JOIN node n ON n.id = j.node_id CROSS JOIN command c ON c.id = p.command_id
UNION ALL
SELECT n.name AS node, s.t, strftime('%Y-%m-%dT%H:%M:%SZ', s.t, 'unixepoch') AS time, s.twin,
  j.job_id, j.epoch, u.name AS user, p.pid, p.ppid, c.name AS command, p.in_container,
  s.cpu_util_m / 1000.0 AS cpu_util_pct, s.cpu_avg_m / 1000.0 AS cpu_avg_pct, s.cpu_time_s, ns.interval_ms / 1000.0 AS interval_s,
  s.rss_kb AS rss_kib, s.virt_kb AS virtual_kib, s.read_kb AS read_kib, s.written_kb AS written_kib,
  s.cancelled_kb AS cancelled_kib, s.threads, s.rolledup
FROM job_node j JOIN usr u ON u.id = j.user_id CROSS JOIN proc_open s ON s.node_id = j.node_id AND s.t BETWEEN j.first_t AND j.last_t
  CROSS JOIN node_sample ns ON ns.node_id = s.node_id AND ns.t = s.t
  CROSS JOIN proc p ON p.id = s.proc_id AND p.job_id = j.job_id AND p.epoch = j.epoch AND p.user_id = j.user_id
  CROSS JOIN node n ON n.id = j.node_id CROSS JOIN command c ON c.id = p.command_id;

-- One row a process, card and sample. (node, t, pid, ...) is a row of v_process_sample.
CREATE VIEW v_process_gpu_sample AS
SELECT n.name AS node, s.t, strftime('%Y-%m-%dT%H:%M:%SZ', s.t, 'unixepoch') AS time, s.twin, s.gpu_ord,
  p.job_id, p.epoch, u.name AS user, p.pid, c.name AS command, s.idx AS card_index, k.uuid,
  s.gpu_util AS gpu_util_pct, s.gpu_memory_kb AS gpu_memory_kib, s.gpu_memory_util AS gpu_memory_util_pct
FROM proc_gpu_sample s JOIN proc p ON p.id = s.proc_id JOIN node n ON n.id = s.node_id JOIN usr u ON u.id = p.user_id
  JOIN command c ON c.id = p.command_id JOIN card k ON k.id = s.card_id;

-- One row a disk and sample: the columns of /proc/diskstats, counted since boot (in_flight: now). A sector is 512 bytes.
CREATE VIEW v_disk_sample AS
SELECT n.name AS node, s.t, strftime('%Y-%m-%dT%H:%M:%SZ', s.t, 'unixepoch') AS time, s.twin, d.name AS disk, d.major, d.minor,
  json_extract(s.stats, '$[0]') AS reads, json_extract(s.stats, '$[1]') AS reads_merged,
  json_extract(s.stats, '$[2]') AS sectors_read, json_extract(s.stats, '$[3]') AS reading_ms,
  json_extract(s.stats, '$[4]') AS writes, json_extract(s.stats, '$[5]') AS writes_merged,
  json_extract(s.stats, '$[6]') AS sectors_written, json_extract(s.stats, '$[7]') AS writing_ms,
  json_extract(s.stats, '$[8]') AS in_flight, json_extract(s.stats, '$[9]') AS busy_ms,
  json_extract(s.stats, '$[10]') AS weighted_ms, s.stats
FROM disk_folded s JOIN node n ON n.id = s.node_id JOIN disk d ON d.id = s.disk_id
UNION ALL
SELECT n.name AS node, s.t, strftime('%Y-%m-%dT%H:%M:%SZ', s.t, 'unixepoch') AS time, s.twin, d.name AS disk, d.major, d.minor,
  json_extract(s.stats, '$[0]') AS reads, json_extract(s.stats, '$[1]') AS reads_merged,
  json_extract(s.stats, '$[2]') AS sectors_read, json_extract(s.stats, '$[3]') AS reading_ms,
  json_extract(s.stats, '$[4]') AS writes, json_extract(s.stats, '$[5]') AS writes_merged,
  json_extract(s.stats, '$[6]') AS sectors_written, json_extract(s.stats, '$[7]') AS writing_ms,
  json_extract(s.stats, '$[8]') AS in_flight, json_extract(s.stats, '$[9]') AS busy_ms,
  json_extract(s.stats, '$[10]') AS weighted_ms, s.stats
FROM disk_open s JOIN node n ON n.id = s.node_id JOIN disk d ON d.id = s.disk_id;

-- total(), as sum() fails where figures that were bent to the greatest number are added.
DROP VIEW v_job;
-- One row a (job, epoch, user) over all nodes where processes of it were seen, with what Slurm says of its latest run.
-- cpu_time_s: CPU time spent, from samples whose producer tells the interval; where samples_without_interval > 0 it is not
-- whole (`query jobs` adds the rise of the processes' counters). cpu_peak_pct and rss_peak_kib are sums over the nodes
-- of each node's own peak: exact for one node, an upper bound for several. nodes: JSON list of names.
CREATE VIEW v_job AS
SELECT j.job_id, j.epoch, u.name AS user, min(j.first_t) AS first_t, max(j.last_t) AS last_t,
  strftime('%Y-%m-%dT%H:%M:%SZ', min(j.first_t), 'unixepoch') AS first_time,
  strftime('%Y-%m-%dT%H:%M:%SZ', max(j.last_t), 'unixepoch') AS last_time,
  max(j.last_t) - min(j.first_t) AS elapsed_s, count(*) AS node_count, json_group_array(n.name) AS nodes,
  sum(j.samples) AS samples, sum(j.no_interval) AS samples_without_interval, total(j.cpu_ms) / 1000.0 AS cpu_time_s,
  total(j.cpu_util_max_m) / 1000.0 AS cpu_peak_pct, CAST(total(j.rss_max_kb) AS INTEGER) AS rss_peak_kib, CAST(total(j.procs_max) AS INTEGER) AS processes_peak,
  s.name, s.state, s.account, s.partition_name AS partition, s.submit_t, s.start_t, s.end_t, s.time_limit_s
FROM job_node j JOIN usr u ON u.id = j.user_id JOIN node n ON n.id = j.node_id
  LEFT JOIN slurm_job s ON j.epoch = 0 AND j.job_id <> 0 AND s.job_id = j.job_id AND s.step = ''
    AND s.submit_t = (SELECT max(x.submit_t) FROM slurm_job x WHERE x.job_id = j.job_id AND x.step = '')
GROUP BY j.job_id, j.epoch, j.user_id;
