"""The checks, as lists that can be read aloud, and the report of what they found."""

from .examine import CHECK_LISTS, Examination, examine
from .report import Report

__all__ = ["CHECK_LISTS", "Examination", "Report", "examine"]
