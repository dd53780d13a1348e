"""The composition root: settings, addresses, the Celery application and the embedded mode."""
