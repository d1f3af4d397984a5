"""Real small models, trained in processes of their own and logged as anybody would."""
