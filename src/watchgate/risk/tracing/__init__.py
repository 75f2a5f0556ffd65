"""Questions about a chain, answered whole: opened, asked, given in the words and forms of commands and of HTTP."""
