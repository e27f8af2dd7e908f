"""The family SNP: what reading a snapshot finds wrong, before anything is compared with it."""
