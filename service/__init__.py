"""What users touch: settings, composition, search, import jobs, HTTP API, command line, web page."""
