"""SQL, one file per family of tables; takes and returns domain values."""
