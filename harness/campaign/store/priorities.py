"""How urgent an app is: what people complained of first, then what its SDKs did elsewhere."""

from sqlalchemy import Engine, text

from harness.campaign.store.database import writing

A_COMPLAINT = 1000
"""What each complaint adds. What SDKs did adds at most 100: people come first."""
LEAST_APPS = 3
"""In how many apps an SDK must have been seen before anything is concluded from it."""

_WHOSE = text(
    "UPDATE complaints SET app_id = (SELECT MIN(a.id) FROM apps a WHERE a.package = complaints.package "
    "OR a.label = complaints.package) WHERE app_id IS NULL"
)
# What is right already is left alone: of a million jobs few change, and whoever claims one finds it free.
_APPS = text(
    "UPDATE apps SET priority = w.now FROM (SELECT a.id, :a_complaint * COALESCE((SELECT SUM(c.times) "
    "FROM complaints c WHERE c.app_id = a.id), 0) + COALESCE((SELECT MAX(100 * t.before / t.apps) FROM seen_in s "
    "JOIN tallies t ON t.kind = 'sdk' AND t.key = s.key WHERE s.kind = 'holds' AND s.app_id = a.id "
    "AND t.apps >= :least), 0) AS now FROM apps a WHERE :app IN (0, a.id)) AS w "
    "WHERE w.id = apps.id AND w.now <> apps.priority"
)
_JOBS = text(
    "UPDATE jobs SET priority = w.now FROM (SELECT b.id, a.priority AS now FROM builds b "
    "JOIN apps a ON a.id = b.app_id WHERE :app IN (0, a.id)) AS w "
    "WHERE w.id = jobs.build_id AND jobs.state = 'planned' AND w.now <> jobs.priority"
)


def prioritise(engine: Engine, app: int = 0) -> None:
    """Work out anew how urgent an app and its planned jobs are, or all of them, with the complaints about what has
    come meanwhile.

    The share of apps (in percent) in which an SDK read or sent something before consent or against a refusal speaks for
    an app that holds it; the worst of its SDKs counts.
    """
    with writing(engine) as connection:
        if not app:
            connection.execute(_WHOSE)
        connection.execute(_APPS, {"a_complaint": A_COMPLAINT, "least": LEAST_APPS, "app": app})
        connection.execute(_JOBS, {"app": app})
