"""Questions to a whole campaign: its tables as Parquet, asked with SQL."""
