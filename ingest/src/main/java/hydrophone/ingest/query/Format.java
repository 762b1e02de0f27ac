package hydrophone.ingest.query;

/** The forms an answer is printed in. */
public enum Format {
    TABLE,
    CSV,
    JSON,
    NDJSON
}
