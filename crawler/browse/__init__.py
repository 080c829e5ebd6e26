"""`articles.db` in the browser, right to left: a plugin, templates and a stylesheet for Datasette."""
