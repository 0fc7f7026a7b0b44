"""The desk as a whole, for the page in Airflow's menu: days, trends, sites, which dates are complete, what was cut.

Pure functions of the files under a root; nothing here knows Airflow or writes anything. `shelf` reads the reports, `trend` and
`sitewatch` say what is out of the ordinary, `completeness` what may be read for good, `plots` draws and `pages` writes HTML.
"""
