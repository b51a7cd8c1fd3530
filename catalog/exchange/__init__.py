"""Exchange formats: how other catalogues write records, and what these say in our terms."""
