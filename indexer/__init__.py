"""How entries become findable: fields, the query and its URL form, the query language, backends."""
