"""The front door as Django knows it."""

from django.apps import AppConfig
from django.conf import settings
from django.db import connections

from wardmote.measuring.sources import child_process


class SiteConfig(AppConfig):
    name = "wardmote.site"
    label = "site"

    def ready(self) -> None:
        """What is set up once in each process."""
        from wardmote.ground import owed
        from wardmote.ground.jobs import work
        from wardmote.site import limits
        from wardmote.site.accounts import sign_in_log

        child_process.preload("wardmote.site.readers")
        child_process.before_each(no_transaction_is_open)
        limits.connect()
        sign_in_log.connect()
        owed.register("wardmote.site.operations.log_reviews.owed_reviews", log_review="Review of the log")
        work.on_idle("wardmote.ground.audit.pending.chain_pending")
        work.on_idle("wardmote.ground.audit.heads.sign_daily")
        owed.register("wardmote.site.operations.mail_owing.owed_letters", letter="Letter that failed")
        work.on_idle("wardmote.site.accounts.sessions.forget_old")
        if settings.WARDMOTE_DEMO:
            work.on_idle("wardmote.site.accounts.cast.score_when_drafted")


def no_transaction_is_open() -> None:
    """Who reads what people bring holds no lock meanwhile; what wraps a test is no transaction of ours."""
    for connection in connections.all(initialized_only=True):
        if not all(getattr(block, "_from_testcase", False) for block in connection.atomic_blocks):
            raise RuntimeError("what people bring is not read while a transaction is open")
