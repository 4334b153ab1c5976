"""What makes a message cheap: Rasa's own parts, with the work that this assistant never needs
left out. docs/performance.md says what each part buys.
"""
