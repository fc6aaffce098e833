"""What holds for every connector: functions that raise AssertionError and say what does not hold.

tests/connectors/test_*.py and tests/connectors/proof/ call them for the connector as it is, test_mutants.py for broken
ones.
"""
