"""Soon."""

delegint_api = 1
