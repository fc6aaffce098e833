"""The front door `sfl`: one module a verb, and the small ones they share."""
