# One image for every process of the portal; docker-compose.yml says which one a container runs.
# Its steps are the commands that script/server and script/test run on every machine.
FROM python:3.13-slim AS built
WORKDIR /srv/newsportal
ENV PATH=/srv/newsportal/.venv/bin:$PATH UV_NO_CACHE=1 UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1
# The packages first: they change less often than the code. (They include the embedded Postgres, which stays unused here.)
COPY .python-version ./
COPY requirements/portal.txt requirements/
COPY script/bootstrap script/compile_messages script/
RUN script/bootstrap
COPY . .
RUN script/bootstrap
RUN VAR_DIR=/tmp/build STATIC_DIR=/srv/newsportal/static-files python manage.py collectstatic --noinput
RUN rm -rf .tools

FROM python:3.13-slim
ENV PATH=/srv/newsportal/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    VAR_DIR=/var/lib/newsportal/keys MEDIA_DIR=/var/lib/newsportal/media \
    REPORT_KEYS_DIR=/var/lib/newsportal/report-keys STATIC_DIR=/srv/newsportal/static-files
# The volumes take their owner from these folders. The code belongs to root, so that no process can change it.
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin newsportal \
    && install -d -o 10001 -g 10001 -m 0700 "$VAR_DIR" "$REPORT_KEYS_DIR" \
    && install -d -o 10001 -g 10001 -m 0755 "$MEDIA_DIR"
COPY --from=built /srv/newsportal /srv/newsportal
WORKDIR /srv/newsportal
USER 10001:10001
