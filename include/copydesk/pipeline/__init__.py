"""The work itself, one function a task: the DAG, the command line and the tests all call these."""

from copydesk.pipeline.announce import announced
from copydesk.pipeline.archive import Archive, dates_touched, days_between, run_days
from copydesk.pipeline.day import STAGES, report_day, run_day
from copydesk.pipeline.history import drifted
from copydesk.pipeline.landing import land
from copydesk.pipeline.late import late_days
from copydesk.pipeline.planning import Progress, has_work, plan
from copydesk.pipeline.publish import file_day, is_unchanged, stale_dates, write_parquet
from copydesk.pipeline.repairing import repair
from copydesk.pipeline.stages import date_and_topic, detect_language, ingest_files, strip_boilerplate, validate_schema
from copydesk.pipeline.takedown import takedown
from copydesk.pipeline.work import Work, made_by, record_id, root_of
from copydesk.pipeline.workers import Each, cores

__all__ = [
    "STAGES",
    "Archive",
    "Each",
    "Progress",
    "Work",
    "announced",
    "cores",
    "date_and_topic",
    "dates_touched",
    "days_between",
    "detect_language",
    "drifted",
    "file_day",
    "has_work",
    "ingest_files",
    "is_unchanged",
    "land",
    "late_days",
    "made_by",
    "plan",
    "record_id",
    "repair",
    "report_day",
    "root_of",
    "run_day",
    "run_days",
    "stale_dates",
    "strip_boilerplate",
    "takedown",
    "validate_schema",
    "write_parquet",
]
