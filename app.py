"""Footnote in the browser: `streamlit run app.py`. Puts the pages together, nothing else.

Each page is imported when it is opened, the first one too: the frame is painted meanwhile.
"""

import streamlit as st

from rag.ui import ICON


def ask() -> None:
    """Questions, and their answers."""
    from rag.ui.chat import chat_page
    from rag.ui.shared import shared_library

    chat_page(shared_library)


def documents() -> None:
    """What is indexed, and what can be added."""
    from rag.ui.documents import documents_page
    from rag.ui.shared import shared_library

    documents_page(shared_library)


def evaluation() -> None:
    """The grounding cases, asked and compared."""
    from rag.ui.evaluation import evaluation_page
    from rag.ui.shared import shared_examiner, shared_library

    evaluation_page(shared_library, shared_examiner)


st.set_page_config(page_title="Footnote", page_icon=ICON, layout="centered")
st.navigation(
    [
        st.Page(ask, title="Ask", icon=":material/forum:", url_path="ask", default=True),
        st.Page(
            documents,
            title="Documents",
            icon=":material/description:",
            url_path="documents",
        ),
        st.Page(
            evaluation,
            title="Evaluation",
            icon=":material/fact_check:",
            url_path="evaluation",
        ),
    ]
).run()
