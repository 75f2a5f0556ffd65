"""The EU's lists: consolidated (FSF) and from the Official Journal."""
