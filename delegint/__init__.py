"""delegint lints the declared delegation of a Microsoft 365 hybrid organization, offline."""

__version__ = "0.1.0"
