"""Papers: their texts, their tagging, and who may print them."""
