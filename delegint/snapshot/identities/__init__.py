"""Who is who in an export: the forms in which cmdlets name people, and which of them are one person."""
