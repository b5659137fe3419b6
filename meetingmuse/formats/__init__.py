"""How dates and times are written in each language, by the names the templates use; Django's own formats fill the rest."""
