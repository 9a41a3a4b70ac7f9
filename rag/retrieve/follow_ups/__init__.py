"""Questions that go on from earlier turns, made to stand alone, and what may answer them."""
