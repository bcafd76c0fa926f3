"""*Class progress*: a class and its students in all subjects, read-only (§2.4).

Start at `dashboards/app_pages/class_progress.py`. Each module draws one part as HTML;
figures and hints are decided in `warehouse/models`, none is made here.
"""
