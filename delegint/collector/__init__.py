"""The PowerShell script that takes a snapshot of the delegation, reading only."""
