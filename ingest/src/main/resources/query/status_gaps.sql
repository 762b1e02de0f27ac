SELECT node, type, run, missing, received, first_seq, last_seq, first_t AS first_time, last_t AS last_time
FROM v_run_gap ORDER BY last_t DESC, node, type
