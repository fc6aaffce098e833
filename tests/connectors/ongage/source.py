"""What the tests of every connector need to know of this one."""

SERVICE = "ongage"
SMALL = {"SANDBOX_ONGAGE_CALLS_PER_MINUTE": "1000000", "SANDBOX_ONGAGE_CONTACTS": "200"}
TINY = {**SMALL, "SANDBOX_ONGAGE_CONTACTS": "60", "SANDBOX_ONGAGE_POLLS": "1"}
LARGE = {**SMALL, "SANDBOX_ONGAGE_CONTACTS": "12000", "SANDBOX_ONGAGE_LISTS": "1"}
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
PARTS = (
    {"list_ids": "21002", "start_date": "2026-10-31", "include_contacts": "false", "include_activity": "false"},
    {"list_ids": "21002", "start_date": "2026-11-02", "include_activity": "false"},
    {
        "list_ids": "21003,21005", "start_date": "2026-11-01", "include_contacts": "false", "include_events": "true",
        "include_suppression": "true",
    },
    {
        "list_ids": "21003", "start_date": "2026-11-02", "include_contacts": "false", "include_activity": "false",
        "include_transactional": "true", "include_email_tags": "true", "include_email_content": "true",
        "include_segment_rules": "true", "flatten_fields": "first_name",
    },
)  # fmt: skip
PIECES = {
    "api.PAGE_ROWS": 10, "api.REPORT_ROWS": 4, "streams.mailings.DETAILS": 5, "toolkit.changes.ROWS_OF_A_PART": 7,
}  # fmt: skip
LATER = {"days": 1}
LATER_KEYS = {
    "start_date": "2026-11-01", "mailings_lookback_days": "400", "mailings_full_refresh_days": "1",
    "contacts_full_refresh_days": "1",
}  # fmt: skip
READ_WHOLE = True
CRASH_KEYS = {
    "start_date": "2026-11-01",
    "include_events": "true",
    "include_suppression": "true",
    "list_ids": "21003,21005",
}
OTHER_LOGIN = ("api_key",)
UNTRIED = {
    "late_rows": "contacts that come later: tests/connectors/ongage/test_faults.py",
    "new_field": "a field that appears: test_faults.py",
}
TOLD_AT_READING = {
    "contact_events": ("raw",),
    "contact_activity_daily": ("status",),
    "mailing_segments": ("segment_name", "last_count"),
    "mailing_stats_total": ("window_to",),
}
