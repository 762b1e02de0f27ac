SELECT topic, part AS partition, topic_id, next AS next_offset, updated AS last_record_time, :now - updated AS record_age_s
FROM kafka_offset ORDER BY topic, part
