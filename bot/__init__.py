"""巡问: answers residents' questions about an inspection team's announcement."""
