asked(job_id) AS (
  -- Plain ids, tasks of arrays and parts of het jobs, as Slurm numbers the jobs themselves.
  SELECT json_extract(e.value, '$[0]') FROM json_each(:job) e
    WHERE json_extract(e.value, '$[1]') IS NULL AND json_extract(e.value, '$[2]') IS NULL
  UNION SELECT s.job_id FROM json_each(:job) e JOIN slurm_job s ON s.array_job_id = json_extract(e.value, '$[0]')
    WHERE s.step = '' AND json_extract(e.value, '$[2]') IS NULL
      AND (json_extract(e.value, '$[1]') IS NULL OR s.array_task_id = json_extract(e.value, '$[1]'))
  UNION SELECT s.job_id FROM json_each(:job) e JOIN slurm_job s ON s.het_job_id = json_extract(e.value, '$[0]')
    WHERE s.step = '' AND json_extract(e.value, '$[1]') IS NULL
      AND (json_extract(e.value, '$[2]') IS NULL OR s.het_job_offset = json_extract(e.value, '$[2]')))
