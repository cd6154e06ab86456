"""The web application as a WSGI server runs it.

What was imported stays for the life of the process: it is taken out of the collector's sight, which would
otherwise walk through all of it every so often in the middle of somebody's page (0.15 s, measured), and again
and again while it is imported (a sixth of the start).
"""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import reverse

os.umask(0o077)  # what it keeps is for its account alone
gc.disable()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wardmote.site.settings")
application = get_wsgi_application()
reverse("front")  # imports every page: half a second once, not in somebody's page
gc.collect()
gc.freeze()
gc.enable()
