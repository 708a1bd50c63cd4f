"""The desk: review in a browser, over the same functions as the command line. An edge; it holds no rule of review.

`create_app` makes the application, `make_desk_server` serves it on loopback, `LoginStore` gives the one-time
links that let people in, and `make_site_server` shows the published site, which the desk never serves.
"""

from pipeline.web.app import create_app
from pipeline.web.logins import LoginStore
from pipeline.web.serve import make_desk_server, make_site_server

__all__ = ["LoginStore", "create_app", "make_desk_server", "make_site_server"]
