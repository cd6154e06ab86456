"""What the process that readers' children are forked from imports: every reader, and what readers look up.

Importing this takes the second that each child would take otherwise. Django is set up, since the plan's
reader stands on its rules; no database is opened.
"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wardmote.site.settings")
django.setup()

from wardmote.deciding.performance.measures import peers_file  # noqa: E402, F401 - the children's
from wardmote.deciding.plan.exchange import workbook  # noqa: E402, F401
from wardmote.ground.attachments import cleaning  # noqa: E402, F401
from wardmote.knowing.evidence import mappings  # noqa: E402, F401
from wardmote.measuring.sources.tables import SourceTable  # noqa: E402
from wardmote.measuring.store import partner_load, police_uk_load  # noqa: E402, F401
from wardmote.measuring.store.recognised_tables import partner_kind  # noqa: E402

partner_kind(SourceTable("", ("When", "What"), (("2007-03-01", "Theft"),), (2,)))
