"""Rasa's custom actions: each reads the tracker, asks `bot`, and utters a response."""
