"""The list formats, one file each, by publisher."""
