"""Runs what the database says is to be run, with dask's workers. Dask carries ids of jobs; the database decides."""
