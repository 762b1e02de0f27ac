-- The store of one cluster, first form: every figure of every message in plain columns.
--
-- Conventions. Times are Unix seconds (UTC). Sizes are KiB. Percentages of cores are stored in thousandths (column names end
-- in _m), so that they are exact and small. Lists are JSON text, to be read with json_each. NULL = the producer did not say.
-- Readers use the views of V2; tables may change between versions, views keep their names and columns.
-- No STRICT tables, no user functions: SQLite 3.34 (RHEL 9's sqlite3 and Python) must be able to open the file.
-- Tables of samples are keyed node first: they are filled node by node and tick by tick, so a commit touches few pages.

-- Dictionaries ---------------------------------------------------------------------------------------------------------

CREATE TABLE node (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE usr (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE command (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE card (id INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE);
CREATE TABLE disk (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, major INTEGER NOT NULL, minor INTEGER NOT NULL,
  UNIQUE (name, major, minor));
CREATE TABLE producer (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, version TEXT NOT NULL,
  UNIQUE (name, version));

-- The stream -----------------------------------------------------------------------------------------------------------

-- Whose store this is: one row, written when the file is made; ingest refuses another cluster's file.
CREATE TABLE store_info (
  one INTEGER PRIMARY KEY CHECK (one = 1), cluster TEXT NOT NULL, created INTEGER NOT NULL);

-- Where to read on. Written in the transaction that holds the rows of the records before `next`: this, not the group's
-- committed offset, is the truth. `topic_id` is Kafka's id of the topic: a re-created topic has another one.
CREATE TABLE kafka_offset (
  topic TEXT NOT NULL, part INTEGER NOT NULL, topic_id TEXT NOT NULL, next INTEGER NOT NULL,
  updated INTEGER NOT NULL,             -- Kafka's time of the last record read
  PRIMARY KEY (topic, part)) WITHOUT ROWID;

-- What the stream lost or did: kind is 'retention' (records gone before they were read: off_from..off_to-1), 'recreated'
-- (the topic has a new id), 'truncated' (the topic ends before our offset).
CREATE TABLE stream_event (
  id INTEGER PRIMARY KEY, topic TEXT NOT NULL, part INTEGER NOT NULL, t INTEGER NOT NULL, kind TEXT NOT NULL,
  off_from INTEGER, off_to INTEGER, detail TEXT NOT NULL);

-- Messages that could not be stored, with all their bytes; the stream goes on.
-- reason: syntax limit shape type name (codec) | cluster conflict (store) | internal
CREATE TABLE dead_letter (
  id INTEGER PRIMARY KEY, topic TEXT NOT NULL, part INTEGER NOT NULL, topic_id TEXT NOT NULL, off INTEGER NOT NULL,
  record_t INTEGER NOT NULL,            -- Kafka's time of the record
  record_key BLOB, reason TEXT NOT NULL, detail TEXT NOT NULL, payload BLOB,
  sha256 TEXT NOT NULL,                 -- of the payload
  UNIQUE (topic, part, topic_id, off));
CREATE INDEX dead_letter_by_content ON dead_letter (sha256);

-- Which messages of a run have come: a daemon's run counts its messages of a type from 1 (meta.attrs run, seq), so
-- last_seq - first_seq + 1 - n are missing so far.
CREATE TABLE run (
  node_id INTEGER NOT NULL, type TEXT NOT NULL, run TEXT NOT NULL,
  first_seq INTEGER NOT NULL, last_seq INTEGER NOT NULL, n INTEGER NOT NULL, first_t INTEGER NOT NULL, last_t INTEGER NOT NULL,
  PRIMARY KEY (node_id, type, run)) WITHOUT ROWID;

-- Members of messages that this version does not know, by producer; `example` names the first record that had one.
CREATE TABLE unknown_member (
  producer_id INTEGER NOT NULL, type TEXT NOT NULL, path TEXT NOT NULL, example TEXT NOT NULL,
  PRIMARY KEY (producer_id, type, path)) WITHOUT ROWID;

-- Figures that were bent to fit (saturated, negative, truncated), and records whose Kafka key is not their node.
CREATE TABLE anomaly (
  topic TEXT NOT NULL, part INTEGER NOT NULL, topic_id TEXT NOT NULL, off INTEGER NOT NULL, ord INTEGER NOT NULL,
  detail TEXT NOT NULL,
  PRIMARY KEY (topic, part, topic_id, off, ord)) WITHOUT ROWID;

-- What agents could not observe: error envelopes (type = the topic's), and parts of a sample (type = 'sample', soft = 1).
CREATE TABLE agent_error (
  node_id INTEGER NOT NULL, t INTEGER NOT NULL, type TEXT NOT NULL, soft INTEGER NOT NULL, detail TEXT NOT NULL,
  PRIMARY KEY (node_id, t, type, soft, detail)) WITHOUT ROWID;

-- Samples --------------------------------------------------------------------------------------------------------------

-- One row a sample; its key decides whether a sample is new. The same key with another digest is a conflict: the first
-- stays, the second becomes a dead letter. The node's own figures are NULL where the sample had no `system`.
CREATE TABLE node_sample (
  node_id INTEGER NOT NULL, t INTEGER NOT NULL,
  digest INTEGER NOT NULL,              -- first 8 bytes of the SHA-256 of the message's value, white space at its end apart
  utc_offset INTEGER NOT NULL,          -- seconds, of the sender's clock
  producer_id INTEGER NOT NULL,
  interval_ms INTEGER,                  -- what cpu_util covers (meta.attrs interval); NULL from other producers
  boot INTEGER, used_kb INTEGER, load1 REAL, load5 REAL, load15 REAL, runnable INTEGER, existing INTEGER,
  cpus TEXT,                            -- JSON list: whole seconds of work since boot, by core
  njob INTEGER NOT NULL, nproc INTEGER NOT NULL, ndisk INTEGER,
  ngpu INTEGER,                         -- NULL: no GPU driver found
  PRIMARY KEY (node_id, t)) WITHOUT ROWID;

CREATE TABLE gpu_sample (
  node_id INTEGER NOT NULL, t INTEGER NOT NULL, ord INTEGER NOT NULL,
  idx INTEGER NOT NULL, card_id INTEGER NOT NULL,
  failing INTEGER NOT NULL, fan INTEGER NOT NULL, compute_mode TEXT NOT NULL,
  perf_state INTEGER,                   -- the P-state: 0 = P0; NULL = unknown
  memory_kb INTEGER NOT NULL, ce_util INTEGER NOT NULL, memory_util INTEGER NOT NULL, temperature INTEGER NOT NULL,
  power_w INTEGER NOT NULL, power_limit_w INTEGER NOT NULL, ce_clock_mhz INTEGER NOT NULL, memory_clock_mhz INTEGER NOT NULL,
  PRIMARY KEY (node_id, t, ord)) WITHOUT ROWID;

CREATE TABLE disk_sample (
  node_id INTEGER NOT NULL, t INTEGER NOT NULL, ord INTEGER NOT NULL, disk_id INTEGER NOT NULL,
  stats TEXT NOT NULL,                  -- JSON list: the columns of /proc/diskstats after the name
  PRIMARY KEY (node_id, t, ord)) WITHOUT ROWID;

-- What of a process does not change from sample to sample. pid 0: a roll-up of an old Sonar.
CREATE TABLE proc (
  id INTEGER PRIMARY KEY,
  node_id INTEGER NOT NULL, job_id INTEGER NOT NULL,
  epoch INTEGER NOT NULL,               -- 0: a Slurm job, else which boot the process group belongs to
  user_id INTEGER NOT NULL, pid INTEGER NOT NULL, ppid INTEGER NOT NULL, command_id INTEGER NOT NULL,
  in_container INTEGER NOT NULL,
  UNIQUE (node_id, job_id, epoch, user_id, pid, ppid, command_id, in_container));
CREATE INDEX proc_by_job ON proc (job_id, epoch);

-- One row a process and sample. `ord` is its place in the message: one process may stand there twice.
CREATE TABLE proc_sample (
  node_id INTEGER NOT NULL, t INTEGER NOT NULL, ord INTEGER NOT NULL,
  job_ord INTEGER NOT NULL,             -- place of its job element in the message
  proc_id INTEGER NOT NULL,
  rss_kb INTEGER NOT NULL, virt_kb INTEGER NOT NULL, read_kb INTEGER NOT NULL, written_kb INTEGER NOT NULL,
  cancelled_kb INTEGER NOT NULL, threads INTEGER NOT NULL, -- all of them (the wire counts those beyond the first)
  cpu_avg_m INTEGER NOT NULL, cpu_util_m INTEGER NOT NULL, cpu_time_s INTEGER NOT NULL, rolledup INTEGER NOT NULL,
  PRIMARY KEY (node_id, t, ord)) WITHOUT ROWID;

CREATE TABLE proc_gpu_sample (
  node_id INTEGER NOT NULL, t INTEGER NOT NULL, ord INTEGER NOT NULL, gpu_ord INTEGER NOT NULL,
  idx INTEGER NOT NULL, card_id INTEGER NOT NULL, gpu_util REAL NOT NULL, gpu_memory_kb INTEGER NOT NULL,
  gpu_memory_util REAL NOT NULL,
  PRIMARY KEY (node_id, t, ord, gpu_ord)) WITHOUT ROWID;

-- Where and when a job was seen, and what it spent: the way into proc_sample, so that no query scans. All columns are
-- minima, maxima and sums over samples, so the order of arrival does not matter.
CREATE TABLE job_node (
  job_id INTEGER NOT NULL, epoch INTEGER NOT NULL, node_id INTEGER NOT NULL, user_id INTEGER NOT NULL,
  first_t INTEGER NOT NULL, last_t INTEGER NOT NULL, samples INTEGER NOT NULL,
  cpu_ms INTEGER NOT NULL,              -- CPU time spent: sum of cpu_util x interval, where the producer gives the interval
  no_interval INTEGER NOT NULL,         -- samples without an interval: their CPU time is the rise of proc_sample.cpu_time_s
  cpu_util_max_m INTEGER NOT NULL, rss_max_kb INTEGER NOT NULL, procs_max INTEGER NOT NULL,
  PRIMARY KEY (job_id, epoch, node_id, user_id)) WITHOUT ROWID;
CREATE INDEX job_node_by_user ON job_node (user_id, last_t);

-- Node configuration ---------------------------------------------------------------------------------------------------

-- What nodes are made of, each content once; sysinfo_seen says who was so, and when.
CREATE TABLE sysinfo (
  id INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, -- SHA-256 of the content without time, node and producer
  os_name TEXT NOT NULL, os_release TEXT NOT NULL, architecture TEXT NOT NULL, cpu_model TEXT NOT NULL,
  numa_nodes INTEGER NOT NULL, sockets INTEGER NOT NULL, cores_per_socket INTEGER NOT NULL, threads_per_core INTEGER NOT NULL,
  memory_kb INTEGER NOT NULL, distances TEXT NOT NULL, -- JSON list of lists
  topo_svg TEXT NOT NULL, topo_text TEXT NOT NULL);    -- base64, '' = none
CREATE TABLE sysinfo_card (
  sysinfo_id INTEGER NOT NULL, ord INTEGER NOT NULL, idx INTEGER NOT NULL, card_id INTEGER NOT NULL,
  address TEXT NOT NULL, manufacturer TEXT NOT NULL, model TEXT NOT NULL, architecture TEXT NOT NULL, driver TEXT NOT NULL,
  firmware TEXT NOT NULL, memory_kb INTEGER NOT NULL, power_limit_w INTEGER NOT NULL, max_power_limit_w INTEGER NOT NULL,
  min_power_limit_w INTEGER NOT NULL, max_ce_clock_mhz INTEGER NOT NULL, max_memory_clock_mhz INTEGER NOT NULL,
  PRIMARY KEY (sysinfo_id, ord)) WITHOUT ROWID;
CREATE TABLE sysinfo_seen (
  node_id INTEGER NOT NULL, t INTEGER NOT NULL, sysinfo_id INTEGER NOT NULL, utc_offset INTEGER NOT NULL,
  producer_id INTEGER NOT NULL,
  PRIMARY KEY (node_id, t)) WITHOUT ROWID;

-- Slurm ----------------------------------------------------------------------------------------------------------------

-- Messages about jobs: which have come. Batches of one snapshot share t, so the digest (as in node_sample) is in the key.
CREATE TABLE job_batch (
  sender_id INTEGER NOT NULL,           -- node of the Kafka key
  t INTEGER NOT NULL, digest INTEGER NOT NULL, utc_offset INTEGER NOT NULL, producer_id INTEGER NOT NULL,
  jobs INTEGER NOT NULL,                -- records in the message; 0 = a heartbeat
  PRIMARY KEY (sender_id, t, digest)) WITHOUT ROWID;

-- A job's run or one of its steps, merged from all that was said of it: member by member what was said last counts, silence
-- leaves it as it is; of two values said at one time the greater counts. So the order of arrival does not matter.
-- A run is (job_id, submit_t), the accounting database's own key; submit_t 0 = not known. A step's submit_t is that of its
-- run: the latest run of the job submitted at or before the step's start; 0 while no such run is known.
CREATE TABLE slurm_job (
  job_id INTEGER NOT NULL, submit_t INTEGER NOT NULL, step TEXT NOT NULL, -- '' = the job itself
  step_start_t INTEGER NOT NULL,        -- 0 for the job itself: the same step name may run again in a requeued run
  first_seen INTEGER NOT NULL, seen INTEGER NOT NULL,
  older TEXT,                           -- members that were silent at `seen`, and when they were said: 'priority=1772611200,...'
  state TEXT NOT NULL,                  -- the word alone
  name TEXT, user_id INTEGER, account TEXT, partition_name TEXT, reservation TEXT, nodes TEXT, -- nodes: JSON list of ranges
  array_job_id INTEGER, array_task_id INTEGER, het_job_id INTEGER, het_job_offset INTEGER,
  step_submit_t INTEGER,                -- of a step; that of a run is in the key
  start_t INTEGER, end_t INTEGER, suspend_s INTEGER,
  time_limit_s INTEGER,                 -- -1 = unlimited
  priority INTEGER, distribution TEXT, req_tres TEXT, alloc_tres TEXT, req_cpus INTEGER, req_mem_per_node_kb INTEGER,
  req_nodes INTEGER, exit_code INTEGER, exit_signal INTEGER,
  min_cpu_s INTEGER, sacct_alloc_tres TEXT, ave_cpu_s INTEGER, ave_disk_read_kb INTEGER, ave_disk_write_kb INTEGER,
  ave_rss_kb INTEGER, ave_vm_kb INTEGER, elapsed_s INTEGER, system_cpu_s INTEGER, user_cpu_s INTEGER, max_rss_kb INTEGER,
  max_vm_kb INTEGER,
  PRIMARY KEY (job_id, submit_t, step, step_start_t)) WITHOUT ROWID;
CREATE INDEX slurm_job_by_user ON slurm_job (user_id, submit_t) WHERE step = '';
CREATE INDEX slurm_job_by_state ON slurm_job (state, seen) WHERE step = '';

-- When a run or step was first seen in each state.
CREATE TABLE slurm_job_state (
  job_id INTEGER NOT NULL, submit_t INTEGER NOT NULL, step TEXT NOT NULL, step_start_t INTEGER NOT NULL,
  state TEXT NOT NULL, t INTEGER NOT NULL,
  PRIMARY KEY (job_id, submit_t, step, step_start_t, state)) WITHOUT ROWID;

-- The cluster ----------------------------------------------------------------------------------------------------------

CREATE TABLE cluster_snapshot (
  t INTEGER PRIMARY KEY,
  digest INTEGER NOT NULL,              -- of the content, without time and producer: two senders may say the same
  utc_offset INTEGER NOT NULL, producer_id INTEGER NOT NULL,
  sender_id INTEGER NOT NULL,           -- node of the Kafka key
  slurm INTEGER NOT NULL);
CREATE TABLE cluster_partition (
  t INTEGER NOT NULL, ord INTEGER NOT NULL, name TEXT NOT NULL, nodes TEXT NOT NULL, -- JSON list of ranges
  PRIMARY KEY (t, ord)) WITHOUT ROWID;
CREATE TABLE cluster_nodes (
  t INTEGER NOT NULL, ord INTEGER NOT NULL, names TEXT NOT NULL, states TEXT NOT NULL, -- JSON lists
  PRIMARY KEY (t, ord)) WITHOUT ROWID;
