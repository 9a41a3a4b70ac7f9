"""The app with a scripted assistant in place of the real one, for `streamlit run`."""

import os
import sys
from pathlib import Path
from urllib.parse import unquote

import streamlit as st

sys.path.insert(0, str(Path(__file__).parents[2]))

from rag.feedback import FILE, Feedback
from rag.ui.chat import chat_page
from rag.ui.documents import documents_page
from rag.ui.evaluation import evaluation_page
from rag.ui.examiner import Examiner
from rag.ui.library import Library
from rag.ui.shared import open_history
from tests.browser.libraries import LIBRARIES
from tests.browser.long_scene import long_conversation
from tests.browser.server import KEPT_IN
from tests.fake_assistant import FakeAssistant

named = st.session_state.setdefault("library-name", st.query_params.get("library", "full"))
folder = unquote(st.context.cookies.get(KEPT_IN, ""))


@st.cache_resource(show_spinner=False)
def fake_library(name: str, folder: str) -> Library:
    library = LIBRARIES[name]()
    settings = library.assistant.settings
    if folder:
        own = {"data_dir": Path(folder, "data"), "cases_dir": folder}
        settings = settings.model_copy(update=own)
        assert isinstance(library.assistant, FakeAssistant)
        library.assistant.settings = settings
    if folder or "RAG_DATA_DIR" in os.environ:  # else it would be that of whoever runs the tests
        library.ratings = Feedback(settings.data_dir / FILE)
        library.history, library.notice = open_history(settings)
    return library


def provider() -> Library:
    return fake_library(named, folder)


@st.cache_resource(show_spinner=False)
def fake_examiner(name: str, folder: str) -> Examiner:
    return Examiner(fake_library(name, folder))


if named == "long" and "conversation" not in st.session_state:
    st.session_state["conversation"] = long_conversation(provider())

st.set_page_config(page_title="Footnote", layout="centered")
st.navigation(
    [
        st.Page(lambda: chat_page(provider), title="Ask", url_path="ask", default=True),
        st.Page(lambda: documents_page(provider), title="Documents", url_path="documents"),
        st.Page(
            lambda: evaluation_page(provider, lambda: fake_examiner(named, folder)),
            title="Evaluation",
            url_path="evaluation",
        ),
    ]
).run()
