"""The OpenAPI documents: built from the APIs, compared with what was published, served."""
