"""`rag app`: open the pages in a browser, by Streamlit.

Streamlit finds its configuration in `.streamlit/` beside `app.py`, in a checkout as in the wheel,
and lets that beat the working directory's; flags beat both. So nothing but the script is named.
"""

from __future__ import annotations

import os

import click

from rag.cli.command import Backend, FootnoteCommand, given, settings_from, settings_options


@click.command(
    cls=FootnoteCommand,
    context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]},
)
@settings_options("corpus_dir", "data_dir", "base_url", "model")
@click.option("--port", type=click.IntRange(1, 65_535), help="Where it listens; 8501 if free.")
@click.argument("streamlit_options", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def app(ctx: click.Context, port: int | None, streamlit_options: tuple[str, ...]) -> None:
    """Open the app in a browser.

    STREAMLIT_OPTIONS are those of `streamlit run`, such as --server.headless true.
    """
    from rag.settings import shipped

    backend = ctx.find_object(Backend)
    assert backend is not None
    settings_from(ctx)  # a wrong setting is said here, before a browser opens
    for name, value in given(ctx).items():
        if not str(value):
            option = f"--{name.replace('_', '-')}"
            raise click.UsageError(f"{option} cannot be empty here; leave it out.", ctx)
        os.environ[f"RAG_{name.upper()}"] = str(value)  # the pages read their settings from it
    place = () if port is None else ("--server.port", str(port))
    ctx.exit(backend.serve_app([str(shipped("app.py")), *place, *streamlit_options]))
