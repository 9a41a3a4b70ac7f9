"""The app with a scripted assistant in place of the real one, for `streamlit run`."""

import os
import sys
from pathlib import Path

import streamlit as st

sys.path.insert(0, str(Path(__file__).parents[2]))

from rag.feedback import FILE, Feedback
from rag.history import FILE as HISTORY_FILE
from rag.history import History
from rag.ui.chat import chat_page
from rag.ui.documents import documents_page
from rag.ui.evaluation import evaluation_page
from rag.ui.examiner import Examiner
from rag.ui.library import Library
from tests.browser.scenes import FOUND, make_assistant


@st.cache_resource(show_spinner=False)
def fake_library() -> Library:
    assistant = make_assistant()
    ratings = Feedback(assistant.settings.data_dir / FILE)
    own = "RAG_DATA_DIR" in os.environ  # else it would be the folder of whoever runs the tests
    history = History.open(assistant.settings.data_dir / HISTORY_FILE) if own else None
    library = Library(assistant, lambda: FOUND, ratings=ratings, history=history)
    library.begin()
    return library


@st.cache_resource(show_spinner=False)
def fake_examiner() -> Examiner:
    return Examiner(fake_library())


st.set_page_config(page_title="Footnote", layout="centered")
st.navigation(
    [
        st.Page(lambda: chat_page(fake_library), title="Ask", url_path="ask", default=True),
        st.Page(lambda: documents_page(fake_library), title="Documents", url_path="documents"),
        st.Page(
            lambda: evaluation_page(fake_library, fake_examiner),
            title="Evaluation",
            url_path="evaluation",
        ),
    ]
).run()
