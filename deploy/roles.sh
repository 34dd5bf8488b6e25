#!/bin/sh
# Run once by the image of PostgreSQL, when its volume is empty.
set -eu
psql --username "$POSTGRES_USER" --dbname postgres \
    --set=owner_password="$OWNER_PASSWORD" --set=web_password="$WEB_PASSWORD" --file=/roles.sql
