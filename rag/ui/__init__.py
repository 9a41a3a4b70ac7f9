"""The pages of the app. The only room that imports streamlit; it sees the rest as `Assistant`."""
