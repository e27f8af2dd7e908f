"""Rules from plugins look at the state and yield findings."""
