"""How people see the catalog: the pages of the app and their parts."""
