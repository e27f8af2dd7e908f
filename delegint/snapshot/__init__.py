"""What an export of the tenant says: files to records, records to people, rights and facts."""
