"""Product forms: a form made from a product type's JSON Schema, and what people enter into it as attributes.

`document` tidies a schema, `parts` says what applies where for the values that are there, `facts` what a place is,
`drawing` and `reading` make the form, `entering` reads it. Standard library only; never raises for a schema.
"""
