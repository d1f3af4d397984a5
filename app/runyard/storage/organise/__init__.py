"""What people put runs in order with: tags, experiments, notes and saved views."""
