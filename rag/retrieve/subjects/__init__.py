"""Whom a document is about, as its head says once: "Patient: Mrs Edith Farrow"."""
