"""Measurements that anyone can repeat: `python -m benchmarks.dedup_quality`, `.template_day` and `.late_file`."""
