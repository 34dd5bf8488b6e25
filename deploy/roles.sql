-- The three roles of the portal. An administrator of the server runs this once, before the first `migrate` and before a
-- restore on a fresh server:
--   psql --set=owner_password=… --set=web_password=… --file=roles.sql postgres
--
-- portal_owner  migrates and owns the tables; nothing that answers readers signs in as it
-- portal_web    has rows and no tables (network/accounts/database_role.py)
-- portal        the login of web, worker and beat, through a pooler as well: role and time-outs are its own
\set ON_ERROR_STOP on

CREATE ROLE portal_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE portal_web NOLOGIN;
CREATE ROLE portal LOGIN PASSWORD :'web_password' IN ROLE portal_web;
ALTER ROLE portal SET role = 'portal_web';
ALTER ROLE portal SET statement_timeout = '5s';
ALTER ROLE portal SET lock_timeout = '2s';
ALTER ROLE portal SET idle_in_transaction_session_timeout = '15s';

CREATE DATABASE portal OWNER portal_owner;
REVOKE ALL ON DATABASE portal FROM PUBLIC;
GRANT CONNECT ON DATABASE portal TO portal_web;
