"""Why a party is of concern: one file a kind, each with the statements it stands on."""
