"""JSON Schema of the format: assembled from the core and the plugins, and checked against positions."""
