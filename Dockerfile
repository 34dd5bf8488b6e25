# One image for web, worker and beat. What enters it is named here and in .dockerignore, one by one.
FROM python:3.12-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1
WORKDIR /portal
RUN useradd --system --create-home portal
COPY requirements/run.txt requirements/
RUN pip install --require-hashes --requirement requirements/run.txt
COPY manage.py ./
COPY deploy/gunicorn.py deploy/
COPY network network
COPY experts experts
COPY practices practices
COPY news news
COPY templates templates
COPY static static
COPY locale locale
RUN pybabel -q compile --directory locale --domain django \
    && DATABASE_URL=postgresql://none@127.0.0.1/none python manage.py collectstatic --no-input \
    && mkdir -p var/files && chown -R portal var
USER portal
EXPOSE 8000
# Whoever forgets a variable gets a sentence, not the demonstration.
ENV PORTAL_MODE=production
CMD ["gunicorn", "network.wsgi", "--config", "deploy/gunicorn.py"]
