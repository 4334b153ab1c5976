"""Evaluation of understanding: residents' questions, asked of the whole assistant."""
