"""The ways in: each channel turns its protocol into one question and one answer."""
