"""What every record goes through before the public sees it, and the desk where a person decides."""
