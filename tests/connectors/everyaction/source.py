"""What the tests of every connector need to know of this one."""

SERVICE = "everyaction"
SMALL = {"SANDBOX_EVERYACTION_CONTACTS": "60"}
KEYS = {"window_days": "90"}
ALL_KEYS = {"requested_fields": "all", "custom_fields": "all"}
CRASH_KEYS = {
    "window_days": "45",
    "resources": "code,code_supported_entity,contact,contact_activist_code,contribution,email_message,"
    "email_message_content,event,event_shift,event_signup,survey_response",
}
TABLES = ("contact", "contact_activist_code", "contribution")
TOLD_AT_READING = dict.fromkeys(TABLES, ("exported_at",))
