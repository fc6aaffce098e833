"""What the tests of every connector need to know of this one."""

SERVICE = "ongage"
SMALL = {"SANDBOX_ONGAGE_CALLS_PER_MINUTE": "1000000", "SANDBOX_ONGAGE_CONTACTS": "200"}
KEYS = {"start_date": "2026-10-29"}
ALL_KEYS = {
    "include_events": "true",
    "include_suppression": "true",
    "include_transactional": "true",
    "include_email_tags": "true",
    "include_email_content": "true",
    "include_segment_rules": "true",
    "flatten_fields": "first_name",
}
CRASH_KEYS = {
    "start_date": "2026-11-01",
    "include_events": "true",
    "include_suppression": "true",
    "list_ids": "21003,21005",
}
TOLD_AT_READING: dict[str, tuple[str, ...]] = {}
