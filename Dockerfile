# The portal for production: one image, three ways to start it.
#   web      gunicorn, the default
#   worker   docker run … python manage.py worker
#   migrate  docker run … sh -c "python manage.py migrate && python manage.py createcachetable"
# Settings come from the environment; .env.example names them all.
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PORTAL_VAR=/srv/var PORTAL_STATIC=/srv/static
WORKDIR /srv/portal

COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt

COPY . .

# Fingerprinted, compressed static files are made once, with keys that are thrown away.
RUN PORTAL_PRODUCTION=1 PORTAL_URL=https://build.invalid ALLOWED_HOSTS=build.invalid \
    SECRET_KEY=only-while-building \
    PORTAL_SEALING_KEYS=b25seS13aGlsZS1idWlsZGluZy1ub3QtYS1zZWNyZXQ= \
    DATABASE_URL=sqlite:///:memory: \
    python manage.py collectstatic --noinput

RUN useradd --system portal && mkdir -p /srv/var && chown portal /srv/var
USER portal

ENV PORTAL_PRODUCTION=1
EXPOSE 8000
CMD ["gunicorn", "policing_portal.wsgi", "--bind", "0.0.0.0:8000", \
     "--worker-class", "gthread", "--workers", "2", "--threads", "4", \
     "--max-requests", "5000", "--max-requests-jitter", "500", \
     "--no-control-socket", "--access-logfile", "/dev/null"]
