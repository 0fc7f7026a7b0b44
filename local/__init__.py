"""A whole Airflow on one machine: `make run` (run.py, once.py) and `make ui` (ui.py). Not part of the package."""
