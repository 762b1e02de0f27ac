-- The views readers stand on: tables may change between versions, views keep their names and columns.
--
-- Units stand in the column names: t, *_t = Unix seconds (UTC); time = the same as ISO text; *_kib = KiB; *_s = seconds;
-- *_ms = milliseconds; *_pct = percent (of one core, of one card); *_w = watts; *_mhz = megahertz. Names are text, never
-- dictionary numbers. NULL = the producer did not say. Lists are JSON text, for json_each.
-- SQLite 3.34 must be able to read them all: no ->>, no FULL JOIN, no user functions.

-- Array and het ids are asked for as often as job ids.
CREATE INDEX slurm_by_array ON slurm_job (array_job_id, array_task_id) WHERE step = '' AND array_job_id IS NOT NULL;
CREATE INDEX slurm_by_het ON slurm_job (het_job_id, het_job_offset) WHERE step = '' AND het_job_id IS NOT NULL;

-- Samples --------------------------------------------------------------------------------------------------------------

-- One row a sample: what the node itself was doing.
-- interval_s: seconds that cpu_util_pct of the sample's processes covers; NULL: the producer does not say.
-- used_kib: memory in use. cpus: JSON list, seconds of work since boot by core (see v_core_seconds). gpus NULL: no driver.
CREATE VIEW v_node_sample AS
SELECT n.name AS node, s.t, strftime('%Y-%m-%dT%H:%M:%SZ', s.t, 'unixepoch') AS time, s.utc_offset AS utc_offset_s,
  p.name AS producer, p.version AS producer_version, s.interval_ms / 1000.0 AS interval_s, s.boot AS boot_t,
  s.used_kb AS used_kib, s.load1, s.load5, s.load15, s.runnable, s.existing, s.cpus,
  s.njob AS jobs, s.nproc AS processes, s.ndisk AS disks, s.ngpu AS gpus
FROM node_sample s JOIN node n ON n.id = s.node_id JOIN producer p ON p.id = s.producer_id;

-- One row a process and sample. ord, job_ord: places of the process, and of its job element, in the message. cpu_util_pct: over interval_s, 100 = one core busy. cpu_avg_pct: over the process's life.
-- cpu_time_s, read_kib, written_kib, cancelled_kib count since the process began: never sum them over samples, take their rise.
-- epoch 0: a Slurm job. rolledup: processes that this row stands for beyond one.
CREATE VIEW v_process_sample AS
SELECT n.name AS node, s.t, strftime('%Y-%m-%dT%H:%M:%SZ', s.t, 'unixepoch') AS time, s.ord, s.job_ord,
  p.job_id, p.epoch, u.name AS user, p.pid, p.ppid, c.name AS command, p.in_container,
  s.cpu_util_m / 1000.0 AS cpu_util_pct, s.cpu_avg_m / 1000.0 AS cpu_avg_pct, s.cpu_time_s, ns.interval_ms / 1000.0 AS interval_s,
  s.rss_kb AS rss_kib, s.virt_kb AS virtual_kib, s.read_kb AS read_kib, s.written_kb AS written_kib,
  s.cancelled_kb AS cancelled_kib, s.threads, s.rolledup
FROM proc_sample s JOIN node_sample ns ON ns.node_id = s.node_id AND ns.t = s.t JOIN proc p ON p.id = s.proc_id
  JOIN node n ON n.id = s.node_id JOIN usr u ON u.id = p.user_id JOIN command c ON c.id = p.command_id;

-- One row a card and sample. failing: 0 = well. perf_state: 0 = P0, fastest; NULL = unknown. fan_pct may pass 100.
CREATE VIEW v_gpu_sample AS
SELECT n.name AS node, s.t, strftime('%Y-%m-%dT%H:%M:%SZ', s.t, 'unixepoch') AS time, s.ord, s.idx AS card_index, c.uuid,
  s.failing, s.fan AS fan_pct, s.compute_mode, s.perf_state, s.memory_kb AS memory_kib, s.ce_util AS util_pct,
  s.memory_util AS memory_util_pct, s.temperature AS temperature_c, s.power_w, s.power_limit_w, s.ce_clock_mhz, s.memory_clock_mhz
FROM gpu_sample s JOIN node n ON n.id = s.node_id JOIN card c ON c.id = s.card_id;

-- One row a process, card and sample. (node, t, ord) is the row of v_process_sample.
CREATE VIEW v_process_gpu_sample AS
SELECT n.name AS node, s.t, strftime('%Y-%m-%dT%H:%M:%SZ', s.t, 'unixepoch') AS time, s.ord, s.gpu_ord,
  p.job_id, p.epoch, u.name AS user, p.pid, c.name AS command, s.idx AS card_index, k.uuid,
  s.gpu_util AS gpu_util_pct, s.gpu_memory_kb AS gpu_memory_kib, s.gpu_memory_util AS gpu_memory_util_pct
FROM proc_gpu_sample s JOIN proc_sample ps ON ps.node_id = s.node_id AND ps.t = s.t AND ps.ord = s.ord
  JOIN proc p ON p.id = ps.proc_id JOIN node n ON n.id = s.node_id JOIN usr u ON u.id = p.user_id
  JOIN command c ON c.id = p.command_id JOIN card k ON k.id = s.card_id;

-- One row a disk and sample: the columns of /proc/diskstats, counted since boot (in_flight: now). A sector is 512 bytes.
CREATE VIEW v_disk_sample AS
SELECT n.name AS node, s.t, strftime('%Y-%m-%dT%H:%M:%SZ', s.t, 'unixepoch') AS time, s.ord, d.name AS disk, d.major, d.minor,
  json_extract(s.stats, '$[0]') AS reads, json_extract(s.stats, '$[1]') AS reads_merged,
  json_extract(s.stats, '$[2]') AS sectors_read, json_extract(s.stats, '$[3]') AS reading_ms,
  json_extract(s.stats, '$[4]') AS writes, json_extract(s.stats, '$[5]') AS writes_merged,
  json_extract(s.stats, '$[6]') AS sectors_written, json_extract(s.stats, '$[7]') AS writing_ms,
  json_extract(s.stats, '$[8]') AS in_flight, json_extract(s.stats, '$[9]') AS busy_ms,
  json_extract(s.stats, '$[10]') AS weighted_ms, s.stats
FROM disk_sample s JOIN node n ON n.id = s.node_id JOIN disk d ON d.id = s.disk_id;

-- One row a core and sample: whole seconds of work since boot.
CREATE VIEW v_core_seconds AS
SELECT n.name AS node, s.t, strftime('%Y-%m-%dT%H:%M:%SZ', s.t, 'unixepoch') AS time, e.key AS core, e.value AS work_s
FROM node_sample s JOIN node n ON n.id = s.node_id JOIN json_each(s.cpus) e;

-- Nodes ----------------------------------------------------------------------------------------------------------------

-- One row for each time a node stayed the same: first_t and last_t are the first and last sysinfo that said so.
CREATE VIEW v_sysinfo AS
WITH seen AS (
  SELECT node_id, t, sysinfo_id,
    row_number() OVER (PARTITION BY node_id ORDER BY t)
      - row_number() OVER (PARTITION BY node_id, sysinfo_id ORDER BY t) AS stay
  FROM sysinfo_seen),
stays AS (
  SELECT node_id, sysinfo_id, min(t) AS first_t, max(t) AS last_t, count(*) AS messages
  FROM seen GROUP BY node_id, sysinfo_id, stay)
SELECT n.name AS node, s.first_t, s.last_t, strftime('%Y-%m-%dT%H:%M:%SZ', s.first_t, 'unixepoch') AS first_time,
  strftime('%Y-%m-%dT%H:%M:%SZ', s.last_t, 'unixepoch') AS last_time, s.messages, i.os_name, i.os_release, i.architecture,
  i.cpu_model, i.numa_nodes, i.sockets, i.cores_per_socket, i.threads_per_core,
  i.sockets * i.cores_per_socket * i.threads_per_core AS cores, i.memory_kb AS memory_kib,
  (SELECT count(*) FROM sysinfo_card c WHERE c.sysinfo_id = i.id) AS cards, i.distances, i.topo_svg, i.topo_text,
  s.sysinfo_id
FROM stays s JOIN node n ON n.id = s.node_id JOIN sysinfo i ON i.id = s.sysinfo_id;

-- One row a card of each row of v_sysinfo (join on sysinfo_id; node and times are those of the stay).
CREATE VIEW v_sysinfo_card AS
SELECT v.node, v.first_t, v.last_t, v.first_time, v.last_time, c.ord, c.idx AS card_index, k.uuid, c.address, c.manufacturer, c.model,
  c.architecture, c.driver, c.firmware, c.memory_kb AS memory_kib, c.power_limit_w, c.max_power_limit_w, c.min_power_limit_w,
  c.max_ce_clock_mhz, c.max_memory_clock_mhz, v.sysinfo_id
FROM v_sysinfo v JOIN sysinfo_card c ON c.sysinfo_id = v.sysinfo_id JOIN card k ON k.id = c.card_id;

-- One row a sysinfo message: who said it and when; what it said is the row of v_sysinfo with this sysinfo_id.
CREATE VIEW v_sysinfo_message AS
SELECT n.name AS node, s.t, strftime('%Y-%m-%dT%H:%M:%SZ', s.t, 'unixepoch') AS time, s.utc_offset AS utc_offset_s,
  p.name AS producer, p.version AS producer_version, s.sysinfo_id
FROM sysinfo_seen s JOIN node n ON n.id = s.node_id JOIN producer p ON p.id = s.producer_id;

-- Slurm ----------------------------------------------------------------------------------------------------------------

-- One row a run of a job (step = '') or of one of its steps, as last said. latest = 1: the run with the newest submit time of
-- its job id. submit_t is the run's, for its steps, too; step_submit_t is what the accounting says of the step. time_limit_s -1: unlimited. nodes: JSON list of ranges. Figures from min_cpu_s on are the accounting's (sacct).
CREATE VIEW v_slurm_job AS
SELECT j.job_id, j.submit_t, strftime('%Y-%m-%dT%H:%M:%SZ', j.submit_t, 'unixepoch') AS submit_time, j.step, j.step_start_t,
  NOT EXISTS (SELECT 1 FROM slurm_job x WHERE x.job_id = j.job_id AND x.submit_t > j.submit_t) AS latest,
  j.state, j.name, u.name AS user, j.account, j.partition_name AS partition, j.reservation, j.nodes,
  j.array_job_id, j.array_task_id, j.het_job_id, j.het_job_offset, j.step_submit_t,
  j.start_t, strftime('%Y-%m-%dT%H:%M:%SZ', j.start_t, 'unixepoch') AS start_time,
  j.end_t, strftime('%Y-%m-%dT%H:%M:%SZ', j.end_t, 'unixepoch') AS end_time,
  j.suspend_s, j.time_limit_s, j.priority, j.distribution, j.req_tres, j.alloc_tres, j.req_cpus,
  j.req_mem_per_node_kb AS req_mem_per_node_kib, j.req_nodes, j.exit_code, j.exit_signal,
  j.first_seen AS first_seen_t, j.seen AS seen_t, j.min_cpu_s, j.sacct_alloc_tres, j.ave_cpu_s,
  j.ave_disk_read_kb AS ave_disk_read_kib, j.ave_disk_write_kb AS ave_disk_write_kib, j.ave_rss_kb AS ave_rss_kib,
  j.ave_vm_kb AS ave_vm_kib, j.elapsed_s, j.system_cpu_s, j.user_cpu_s, j.max_rss_kb AS max_rss_kib, j.max_vm_kb AS max_vm_kib
FROM slurm_job j LEFT JOIN usr u ON u.id = j.user_id;

-- When a run or step was first seen in each state.
CREATE VIEW v_slurm_job_state AS
SELECT job_id, submit_t, step, step_start_t, state, t, strftime('%Y-%m-%dT%H:%M:%SZ', t, 'unixepoch') AS time
FROM slurm_job_state;

-- One row a message about jobs; jobs: records in it, 0 = a heartbeat. sender: the node of the Kafka key.
CREATE VIEW v_job_message AS
SELECT n.name AS sender, b.t, strftime('%Y-%m-%dT%H:%M:%SZ', b.t, 'unixepoch') AS time, b.utc_offset AS utc_offset_s,
  p.name AS producer, p.version AS producer_version, b.jobs
FROM job_batch b JOIN node n ON n.id = b.sender_id JOIN producer p ON p.id = b.producer_id;

-- One row a snapshot of the cluster. sender: the node of the Kafka key.
CREATE VIEW v_cluster_snapshot AS
SELECT n.name AS sender, s.t, strftime('%Y-%m-%dT%H:%M:%SZ', s.t, 'unixepoch') AS time, s.utc_offset AS utc_offset_s,
  p.name AS producer, p.version AS producer_version, s.slurm
FROM cluster_snapshot s JOIN node n ON n.id = s.sender_id JOIN producer p ON p.id = s.producer_id;

-- One row a partition and snapshot; nodes: JSON list of ranges.
CREATE VIEW v_cluster_partition AS
SELECT t, strftime('%Y-%m-%dT%H:%M:%SZ', t, 'unixepoch') AS time, ord, name AS partition, nodes FROM cluster_partition;

-- One row a node range, state and snapshot: a node in several states (IDLE and DRAIN) has several rows, state NULL: in none.
CREATE VIEW v_cluster_node_state AS
SELECT c.t, strftime('%Y-%m-%dT%H:%M:%SZ', c.t, 'unixepoch') AS time, c.ord, r.value AS nodes, s.value AS state
FROM cluster_nodes c LEFT JOIN json_each(c.names) r LEFT JOIN json_each(c.states) s;

-- Jobs -----------------------------------------------------------------------------------------------------------------

-- One row a (job, epoch, user) over all nodes where processes of it were seen, with what Slurm says of its latest run.
-- cpu_time_s: CPU time spent, from samples whose producer tells the interval; where samples_without_interval > 0 it is not
-- whole (`query jobs` adds the rise of the processes' counters). cpu_peak_pct and rss_peak_kib are sums over the nodes
-- of each node's own peak: exact for one node, an upper bound for several. nodes: JSON list of names.
CREATE VIEW v_job AS
SELECT j.job_id, j.epoch, u.name AS user, min(j.first_t) AS first_t, max(j.last_t) AS last_t,
  strftime('%Y-%m-%dT%H:%M:%SZ', min(j.first_t), 'unixepoch') AS first_time,
  strftime('%Y-%m-%dT%H:%M:%SZ', max(j.last_t), 'unixepoch') AS last_time,
  max(j.last_t) - min(j.first_t) AS elapsed_s, count(*) AS node_count, json_group_array(n.name) AS nodes,
  sum(j.samples) AS samples, sum(j.no_interval) AS samples_without_interval, sum(j.cpu_ms) / 1000.0 AS cpu_time_s,
  sum(j.cpu_util_max_m) / 1000.0 AS cpu_peak_pct, sum(j.rss_max_kb) AS rss_peak_kib, sum(j.procs_max) AS processes_peak,
  s.name, s.state, s.account, s.partition_name AS partition, s.submit_t, s.start_t, s.end_t, s.time_limit_s
FROM job_node j JOIN usr u ON u.id = j.user_id JOIN node n ON n.id = j.node_id
  LEFT JOIN slurm_job s ON j.epoch = 0 AND j.job_id <> 0 AND s.job_id = j.job_id AND s.step = ''
    AND s.submit_t = (SELECT max(x.submit_t) FROM slurm_job x WHERE x.job_id = j.job_id AND x.step = '')
GROUP BY j.job_id, j.epoch, j.user_id;

-- The stream -----------------------------------------------------------------------------------------------------------

-- What agents could not observe. soft = 1: a part of a sample was missing; 0: the whole message was.
CREATE VIEW v_agent_error AS
SELECT n.name AS node, e.t, strftime('%Y-%m-%dT%H:%M:%SZ', e.t, 'unixepoch') AS time, e.type, e.soft, e.detail
FROM agent_error e JOIN node n ON n.id = e.node_id;

-- Messages that could not be stored, without their bytes (those are in dead_letter.payload).
CREATE VIEW v_dead_letter AS
SELECT id, topic, part AS partition, off AS offset, record_t, strftime('%Y-%m-%dT%H:%M:%SZ', record_t, 'unixepoch') AS record_time,
  CAST(record_key AS TEXT) AS record_key, reason, detail, length(payload) AS payload_bytes, sha256, topic_id
FROM dead_letter;

-- Figures that were bent to fit, and records whose Kafka key is not their node.
CREATE VIEW v_anomaly AS
SELECT topic, part AS partition, off AS offset, ord, detail, topic_id FROM anomaly;

-- Members of messages that this version does not know; example: topic/partition/offset of one that has it.
CREATE VIEW v_unknown_member AS
SELECT p.name AS producer, p.version AS producer_version, u.type, u.path, u.example
FROM unknown_member u JOIN producer p ON p.id = u.producer_id;

-- What the stream lost or did; kind: retention, recreated, truncated. Offsets off_from to off_to - 1 are concerned.
CREATE VIEW v_stream_event AS
SELECT t, strftime('%Y-%m-%dT%H:%M:%SZ', t, 'unixepoch') AS time, topic, part AS partition, kind, off_from, off_to, detail
FROM stream_event;

-- Which messages of an agent's run have come: it counts those of each type from 1.
CREATE VIEW v_run AS
SELECT n.name AS node, r.type, r.run, r.first_seq, r.last_seq, r.n AS received, r.first_t, r.last_t,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.first_t, 'unixepoch') AS first_time,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.last_t, 'unixepoch') AS last_time
FROM run r JOIN node n ON n.id = r.node_id;

-- Runs of agents with messages missing: missing > 0 may still be under way, or be lost.
CREATE VIEW v_run_gap AS
SELECT n.name AS node, r.type, r.run, r.first_seq, r.last_seq, r.n AS received, r.last_seq - r.first_seq + 1 - r.n AS missing,
  r.first_t, r.last_t, strftime('%Y-%m-%dT%H:%M:%SZ', r.first_t, 'unixepoch') AS first_time,
  strftime('%Y-%m-%dT%H:%M:%SZ', r.last_t, 'unixepoch') AS last_time
FROM run r JOIN node n ON n.id = r.node_id
WHERE r.last_seq - r.first_seq + 1 > r.n;

-- Where each topic stands: next_offset is the first record not yet read, updated_t Kafka's time of the last one read.
CREATE VIEW v_topic AS
SELECT topic, part AS partition, topic_id, next AS next_offset, updated AS updated_t,
  strftime('%Y-%m-%dT%H:%M:%SZ', updated, 'unixepoch') AS updated_time
FROM kafka_offset;
