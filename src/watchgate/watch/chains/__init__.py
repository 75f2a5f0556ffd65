"""Public blockchains as transfers: one file a format, each handing over batches of whole blocks."""
