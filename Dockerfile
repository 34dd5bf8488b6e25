# One image for web, worker and beat.
FROM python:3.12-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1
WORKDIR /portal
RUN useradd --system --create-home portal
COPY requirements/run.txt requirements/
RUN pip install --require-hashes --requirement requirements/run.txt
COPY . .
RUN pybabel -q compile --directory locale --domain django \
    && PORTAL_VAR=/portal/var DATABASE_URL=postgresql://none@127.0.0.1/none python manage.py collectstatic --no-input \
    && mkdir -p var/files && chown -R portal var
USER portal
EXPOSE 8000
CMD ["gunicorn", "network.wsgi", "--bind", "0.0.0.0:8000", "--workers", "3", "--preload"]
