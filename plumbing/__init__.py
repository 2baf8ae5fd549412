"""What the three apps would otherwise each write again and what knows nothing of the protocol: files and databases."""
