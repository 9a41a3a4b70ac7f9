"""The app with a scripted assistant in place of the real one, for `streamlit run`."""

import sys
from pathlib import Path

import streamlit as st

sys.path.insert(0, str(Path(__file__).parents[2]))

from rag.ui.chat import chat_page
from rag.ui.documents import documents_page
from rag.ui.evaluation import evaluation_page
from rag.ui.examiner import Examiner
from rag.ui.library import Library
from tests.browser.scenes import FOUND, make_assistant


@st.cache_resource(show_spinner=False)
def fake_library() -> Library:
    library = Library(make_assistant(), lambda: FOUND)
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
