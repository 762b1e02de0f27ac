SELECT t AS time, topic, part AS partition, kind, off_from, off_to, detail FROM stream_event ORDER BY id DESC LIMIT 20
