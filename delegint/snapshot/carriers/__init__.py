"""Carriers: JSON Lines, JSON, CSV, CLIXML; each turns the text of an export into neutral records."""
