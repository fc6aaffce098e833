"""What the tests of every connector need to know of this one."""

SERVICE = "everyaction"
SMALL = {"SANDBOX_EVERYACTION_CONTACTS": "60"}
TINY = {"SANDBOX_EVERYACTION_CONTACTS": "20", "SANDBOX_EVERYACTION_POLLS": "1"}
LARGE = {"SANDBOX_EVERYACTION_CONTACTS": "12000"}
KEYS = {"window_days": "90"}
ALL_KEYS = {"requested_fields": "all", "custom_fields": "all"}
PARTS = (
    {
        "resources": "contact", "start_date": "2026-10-24", "window_days": "4", "requested_fields": "all",
        "custom_fields": "all",
    },
    {"resources": "contribution,contribution_adjustment", "window_days": "45"},
    {"resources": "recurring_contribution,contact_activist_code"},
    {"resources": "contact_history,contact_survey_response"},
    {"resources": "contact_online_form,event_ticket_guest"},
    {"resources": "event,event_shift,event_role,event_location,event_code,event_signup"},
    {"resources": "email_message,email_message_content"},
    {"resources": "code,code_supported_entity"},
    {"resources": "event_type,event_type_status,event_type_role,location,activist_code"},
    {"resources": "survey_question,survey_response,custom_field,custom_field_value,designation,financial_batch"},
    {"resources": "supporter_group,saved_list,folder,campaign,online_actions_form"},
    {"resources": "member_status,target,score,note_category"},
    {"resources": "contact_type,input_type,result_code"},
)  # fmt: skip
PIECES = {
    "models.TOP": {"$top": 15}, "streams.events.QUERY": {"$top": 10}, "streams.events.SHELF": 10,
    "streams.emails.DETAILS": 10, "toolkit.changes.ROWS_OF_A_PART": 7,
}  # fmt: skip
LATER = {"days": 8}
LATER_KEYS = {
    "start_date": "2026-09-01", "email_refresh_days": "400", "events_past_days": "400", "events_future_days": "400",
}  # fmt: skip
CRASH_KEYS = {
    "window_days": "45",
    "resources": "code,code_supported_entity,contact,contact_activist_code,contribution,email_message,"
    "email_message_content,event,event_shift,event_signup,survey_response",
}
UNDECLARED = {
    "contact": ("education_level", "t_shirt_size", "email_2"),
    "contribution": ("in_honour_of",),
}
UNTRIED = {
    "top_clamps": "answers a call for more rows than the maximum, which nobody makes",
    "late_rows": "rows that come later: tests/connectors/everyaction/test_sync.py",
    "new_field": "a column that appears: test_exports.py",
    "csv_error_rows": "rows that the source could not make, told by their keys: test_exports.py",
    "csv_short for ever": "two exports of a window that have the same rows are believed, and told: test_exports.py",
    "null_children for ever at GET /v4/targets": "no table of its own: the row says what the answer says",
}
CHANGED = (
    "contact", "contribution", "contribution_adjustment", "recurring_contribution", "contact_history",
    "contact_activist_code", "contact_survey_response", "contact_online_form", "event_ticket_guest",
)  # fmt: skip
TOLD_AT_READING = dict.fromkeys(CHANGED, ("exported_at",))
