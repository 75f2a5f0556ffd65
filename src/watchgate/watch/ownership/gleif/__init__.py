"""GLEIF: who is who (level 1, LEI-CDF) and who owns whom (level 2, RR-CDF), as CSV and XML."""
