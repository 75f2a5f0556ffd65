"""The compiled engine of the name index: columns, kernels, segments."""
