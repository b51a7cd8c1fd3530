"""What an entry is: the model, the vocabularies, strict YAML in and canonical YAML out, checks."""
