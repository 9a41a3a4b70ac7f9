"""The pages of the app. The only room that imports streamlit.

Its assistant is handed in: `protocols.py` says what the pages use of one.
"""
