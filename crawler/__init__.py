"""From a publisher to an article: a crawler of the Arabic tech press."""
