"""The family FMT: what reading, merging and validating a state can find, before any checker is asked."""
