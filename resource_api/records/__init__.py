"""The org's records: real tables, ids in sequence, a recycle bin, and sample records to begin with."""
