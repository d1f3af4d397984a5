"""The tab that shows how busy the machine was."""
