"""Teaching the reader: data sets, training, evaluation, bundles. Run with ``python -m training``."""
