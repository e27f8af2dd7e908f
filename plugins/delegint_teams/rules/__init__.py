"""One module for each question; the code of a rule tells its family."""
