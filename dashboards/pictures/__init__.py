"""*School pictures*: quality, success, marks and attendance for who leads (§2.9).

Start at `dashboards/app_pages/school_pictures.py`. A picture is a chart and the table
of the same figures; figures are made in SQL (`warehouse.queries.pictures`).
"""
