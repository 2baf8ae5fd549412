"""SOQL: a small real grammar, compiled to SQL with bound parameters."""
