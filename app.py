"""Footnote in the browser: `streamlit run app.py`. Puts the pages together, nothing else."""

import streamlit as st

from rag.ui.chat import chat_page
from rag.ui.documents import documents_page
from rag.ui.evaluation import evaluation_page
from rag.ui.frame import ICON
from rag.ui.shared import shared_examiner, shared_library

st.set_page_config(page_title="Footnote", page_icon=ICON, layout="centered")
st.navigation(
    [
        st.Page(
            lambda: chat_page(shared_library),
            title="Ask",
            icon=":material/forum:",
            url_path="ask",
            default=True,
        ),
        st.Page(
            lambda: documents_page(shared_library),
            title="Documents",
            icon=":material/description:",
            url_path="documents",
        ),
        st.Page(
            lambda: evaluation_page(shared_library, shared_examiner),
            title="Evaluation",
            icon=":material/fact_check:",
            url_path="evaluation",
        ),
    ]
).run()
