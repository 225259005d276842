"""What `manage.py` can do with units, plans and regions."""
