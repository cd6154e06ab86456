"""``wardmote demo``: the demonstration town written, loaded, assessed and opened in the browser.

Everything goes into one folder (``./wardmote-demo``): ``files`` as partners
would send them, ``data`` as the program keeps it (elsewhere with ``--data``), ``assessment`` as documents.
Nothing is told in advance: the assessment finds what the files hold. Running it
again finds what is there and goes on from it; Ctrl-C ends it.
"""

import argparse
from pathlib import Path

EXAMPLE = "./wardmote demo"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--out",
        type=Path,
        default=Path("wardmote-demo"),
        metavar="DIR",
        help="where the town is written (default: ./wardmote-demo)",
    )
    parser.add_argument("--port", type=int, default=8000, help="where its pages are (default: 8000)")
    parser.add_argument(
        "--no-serve", action="store_true", help="end when the documents are written, without the pages"
    )


def run(args: argparse.Namespace) -> int:
    """Write, load and assess; then serve the pages until told to end."""
    if not args.no_serve:
        from wardmote.site.commands.serve import check_port

        check_port("127.0.0.1", args.port)
    from wardmote.site.commands.demo_town import make_town, serve_town

    data = args.data if args.data_named else args.out / "data"
    town = make_town(args.out, data)
    return 0 if args.no_serve else serve_town(town, data, port=args.port)
