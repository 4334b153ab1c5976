"""What a message costs: this assistant beside stock Rasa and beside the bare server."""
