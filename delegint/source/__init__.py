"""Files to a positioned tree: every key and value knows its file, line, column and end."""
